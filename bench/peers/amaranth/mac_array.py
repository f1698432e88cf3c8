"""hierarchical|flat size file seconds: see ../README.md."""
import json
import sys
import time

from amaranth import Array, Cat, Elaboratable, Module, Signal, signed
from amaranth.back import verilog


class ProcessingElement(Elaboratable):
    def __init__(self):
        self.clear = Signal()
        self.accumulate = Signal()
        self.feature = Signal(signed(8))
        self.weight = Signal(signed(8))
        self.sum = Signal(signed(32), reset_less=True)

    def elaborate(self, platform):
        m = Module()
        product = Signal(signed(16), reset_less=True)
        m.d.sync += product.eq(self.feature * self.weight)
        with m.If(self.clear):
            m.d.sync += self.sum.eq(0)
        with m.Elif(self.accumulate):
            m.d.sync += self.sum.eq(self.sum + product)
        return m


class MacArray(Elaboratable):
    """The array of examples/mac-array, of instances (`hierarchical`) or of signals of its own (`flat`)."""

    def __init__(self, size, hierarchical):
        self.size = size
        self.hierarchical = hierarchical
        self.clear = Signal()
        self.enable = Signal()
        self.features = Signal(8 * size)
        self.weights = Signal(8 * size)
        self.row = Signal(range(size))
        self.out = Signal(32 * size)

    def elaborate(self, platform):
        m = Module()
        accumulate = Signal()
        m.d.sync += accumulate.eq(self.enable)
        sums = []
        for y in range(self.size):
            for x in range(self.size):
                feature = self.features[8 * x:8 * x + 8].as_signed()
                weight = self.weights[8 * y:8 * y + 8].as_signed()
                if self.hierarchical:
                    element = ProcessingElement()
                    m.submodules[f"element_{y}_{x}"] = element
                    m.d.comb += [
                        element.clear.eq(self.clear),
                        element.accumulate.eq(accumulate),
                        element.feature.eq(feature),
                        element.weight.eq(weight),
                    ]
                    sums.append(element.sum)
                else:
                    product = Signal(signed(16), name=f"product_{y}_{x}", reset_less=True)
                    total = Signal(signed(32), name=f"sum_{y}_{x}", reset_less=True)
                    m.d.sync += product.eq(feature * weight)
                    with m.If(self.clear):
                        m.d.sync += total.eq(0)
                    with m.Elif(accumulate):
                        m.d.sync += total.eq(total + product)
                    sums.append(total)
        rows = Array(Cat(sums[y * self.size:(y + 1) * self.size]) for y in range(self.size))
        m.d.comb += self.out.eq(rows[self.row])
        return m


def generate(size, hierarchical):
    design = MacArray(size, hierarchical)
    ports = [design.clear, design.enable, design.features, design.weights, design.row, design.out]
    return verilog.convert(design, name="MacArray", ports=ports, emit_src=False)


def main():
    shape, size, file, seconds = sys.argv[1:]
    begin = time.perf_counter()
    rounds = 0
    while rounds < 2 or (rounds < 6 and time.perf_counter() - begin < float(seconds)):
        start = time.perf_counter()
        text = generate(int(size), shape == "hierarchical")
        with open(file, "w") as output:
            output.write(text)
        milliseconds = (time.perf_counter() - start) * 1000
        print(json.dumps({"milliseconds": milliseconds, "lines": text.count("\n")}), flush=True)
        rounds += 1


if __name__ == "__main__":
    main()
