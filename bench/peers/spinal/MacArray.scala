import java.nio.file.{Files, Path}
import spinal.core._

class ProcessingElement extends Component {
  val io = new Bundle {
    val clear, accumulate = in Bool ()
    val feature, weight = in SInt (8 bits)
    val sum = out SInt (32 bits)
  }
  val product = Reg(SInt(16 bits))
  val sum = Reg(SInt(32 bits))
  product := io.feature * io.weight
  when(io.clear) { sum := 0 }.elsewhen(io.accumulate) { sum := sum + product }
  io.sum := sum
}

/** The array of examples/mac-array, of instances (`hierarchical`) or of registers in vectors (`flat`). */
class MacArray(size: Int, hierarchical: Boolean) extends Component {
  val io = new Bundle {
    val clear, enable = in Bool ()
    val features, weights = in Vec (SInt(8 bits), size)
    val row = in UInt (log2Up(size) bits)
    val result = out Vec (SInt(32 bits), size)
  }
  val accumulate = RegNext(io.enable) init (False)
  val sums = Vec(Vec(SInt(32 bits), size), size)
  for (y <- 0 until size; x <- 0 until size) {
    if (hierarchical) {
      val element = new ProcessingElement
      element.io.clear := io.clear
      element.io.accumulate := accumulate
      element.io.feature := io.features(x)
      element.io.weight := io.weights(y)
      sums(y)(x) := element.io.sum
    } else {
      val product = Reg(SInt(16 bits))
      val sum = Reg(SInt(32 bits))
      product := io.features(x) * io.weights(y)
      when(io.clear) { sum := 0 }.elsewhen(accumulate) { sum := sum + product }
      sums(y)(x) := sum
    }
  }
  io.result := sums(io.row)
}

/** `hierarchical|flat size file seconds`: see ../README.md. */
object Main extends App {
  val Array(shape, size, file, seconds) = args
  val path = Path.of(file)
  val configuration = SpinalConfig(
    mode = SystemVerilog,
    targetDirectory = path.getParent.toString,
    netlistFileName = path.getFileName.toString,
    defaultConfigForClockDomains = ClockDomainConfig(resetKind = SYNC)
  )
  val begin = System.nanoTime
  var rounds = 0
  while (rounds < 2 || (rounds < 6 && System.nanoTime - begin < seconds.toDouble * 1e9)) {
    val start = System.nanoTime
    configuration.generate(new MacArray(size.toInt, shape == "hierarchical"))
    val milliseconds = (System.nanoTime - start) / 1e6
    val lines = Files.readString(path).count(_ == '\n')
    println(s"""{"milliseconds":$milliseconds,"lines":$lines}""")
    rounds += 1
  }
}
