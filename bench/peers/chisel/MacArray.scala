import chisel3._
import circt.stage.ChiselStage
import java.nio.file.{Files, Path}

class ProcessingElement extends Module {
  val io = IO(new Bundle {
    val clear = Input(Bool())
    val accumulate = Input(Bool())
    val feature = Input(SInt(8.W))
    val weight = Input(SInt(8.W))
    val sum = Output(SInt(32.W))
  })
  val product = Reg(SInt(16.W))
  val sum = Reg(SInt(32.W))
  product := io.feature * io.weight
  when(io.clear) { sum := 0.S }.elsewhen(io.accumulate) { sum := sum + product }
  io.sum := sum
}

/** The array of examples/mac-array, of instances (`hierarchical`) or of registers in vectors (`flat`). */
class MacArray(size: Int, hierarchical: Boolean) extends Module {
  val io = IO(new Bundle {
    val clear = Input(Bool())
    val enable = Input(Bool())
    val features = Input(Vec(size, SInt(8.W)))
    val weights = Input(Vec(size, SInt(8.W)))
    val row = Input(UInt(chisel3.util.log2Ceil(size).W))
    val out = Output(Vec(size, SInt(32.W)))
  })
  val accumulate = RegNext(io.enable, false.B)
  val sums = Wire(Vec(size, Vec(size, SInt(32.W))))
  if (hierarchical) {
    for (y <- 0 until size; x <- 0 until size) {
      val element = Module(new ProcessingElement)
      element.io.clear := io.clear
      element.io.accumulate := accumulate
      element.io.feature := io.features(x)
      element.io.weight := io.weights(y)
      sums(y)(x) := element.io.sum
    }
  } else {
    val product = Reg(Vec(size, Vec(size, SInt(16.W))))
    val sum = Reg(Vec(size, Vec(size, SInt(32.W))))
    for (y <- 0 until size; x <- 0 until size) {
      product(y)(x) := io.features(x) * io.weights(y)
      when(io.clear) { sum(y)(x) := 0.S }.elsewhen(accumulate) { sum(y)(x) := sum(y)(x) + product(y)(x) }
    }
    sums := sum
  }
  io.out := sums(io.row)
}

/** `hierarchical|flat size file seconds [option of firtool...]`: see ../README.md. */
object Main extends App {
  val Array(shape, size, file, seconds) = args.take(4)
  val options = Array("-disable-all-randomization", "-strip-debug-info") ++ args.drop(4)
  val begin = System.nanoTime
  var rounds = 0
  while (rounds < 2 || (rounds < 6 && System.nanoTime - begin < seconds.toDouble * 1e9)) {
    val start = System.nanoTime
    val files = ChiselStage.emitSystemVerilog(new MacArray(size.toInt, shape == "hierarchical"), firtoolOpts = options)
    // Behind the design follow empty files for its properties.
    val text = files.split("\n\n// ----- 8< ----- FILE").head
    Files.writeString(Path.of(file), text)
    println(s"""{"milliseconds":${(System.nanoTime - start) / 1e6},"lines":${text.count(_ == '\n')}}""")
    rounds += 1
  }
}
