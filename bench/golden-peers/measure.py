"""Times TensorFlow Lite files: for each line "runtime file milliseconds" on the input one line with the best time,
or "refused" where the runtime does not take the file.

runtime: tflm, litert-ref or xnnpack. Rounds go on until the given milliseconds have passed. Inputs are zeros: none of
the kernels' time depends on numbers.
"""

import sys
import time

import numpy


def prepare_tflm(file):
    from tflite_micro.python.tflite_micro import runtime

    interpreter = runtime.Interpreter.from_file(file)
    details = interpreter.get_input_details(0)
    data = numpy.zeros(details["shape"], details["dtype"])

    def run():
        interpreter.set_input(data, 0)
        interpreter.invoke()
        interpreter.get_output(0)

    return run


def prepare_litert(file, resolver):
    from ai_edge_litert import interpreter as litert

    kinds = {
        "litert-ref": litert.OpResolverType.BUILTIN_REF,
        "xnnpack": litert.OpResolverType.AUTO,
    }
    interpreter = litert.Interpreter(
        model_path=file, num_threads=1, experimental_op_resolver_type=kinds[resolver]
    )
    interpreter.allocate_tensors()
    details = interpreter.get_input_details()[0]
    output = interpreter.get_output_details()[0]["index"]
    data = numpy.zeros(details["shape"], details["dtype"])

    def run():
        interpreter.set_tensor(details["index"], data)
        interpreter.invoke()
        interpreter.get_tensor(output)

    return run


for line in sys.stdin:
    runtime, file, milliseconds = line.split()
    try:
        run = prepare_tflm(file) if runtime == "tflm" else prepare_litert(file, runtime)
    except (ValueError, RuntimeError):
        print("refused", flush=True)
        continue
    best = float("inf")
    end = time.perf_counter() + float(milliseconds) / 1000
    while True:
        start = time.perf_counter()
        run()
        best = min(best, time.perf_counter() - start)
        if time.perf_counter() > end:
            break
    print(best * 1000, flush=True)
