"""Computes TensorFlow Lite files: for each line "runtime model count inputs outputs" on the input, the count being that of
the inputs and the others files, one line: "done", "refused" where the runtime does not take the model, "crashed" where it does not survive it.

runtime: tflm, litert-ref or xnnpack. Inputs and outputs are the bytes of all tensors, one behind the other. Where the
network is refused or not survived, the outputs file is not written.
"""

import os
import sys

import numpy
from ai_edge_litert import interpreter as litert
from tflite_micro.python.tflite_micro import runtime as tflm


def split(data, details):
    tensors = []
    for detail in details:
        size = int(numpy.prod(detail["shape"])) * numpy.dtype(detail["dtype"]).itemsize
        tensors.append(numpy.frombuffer(data[:size], detail["dtype"]).reshape(detail["shape"]))
        data = data[size:]
    return tensors


# What activations may take at most; pages that are not touched cost nothing.
ARENA_BYTES = 1 << 29


def run_tflm(model, data, count):
    interpreter = tflm.Interpreter.from_file(model, arena_size=ARENA_BYTES)
    details = [interpreter.get_input_details(place) for place in range(count)]
    for place, tensor in enumerate(split(data, details)):
        interpreter.set_input(tensor, place)
    interpreter.invoke()
    outputs = []
    while True:
        try:
            outputs.append(interpreter.get_output(len(outputs)).tobytes())
        except (ValueError, IndexError):
            return b"".join(outputs)


def run_litert(model, data, resolver):
    kinds = {
        "litert-ref": litert.OpResolverType.BUILTIN_REF,
        "xnnpack": litert.OpResolverType.AUTO,
    }
    interpreter = litert.Interpreter(
        model_path=model, num_threads=1, experimental_op_resolver_type=kinds[resolver]
    )
    interpreter.allocate_tensors()
    details = interpreter.get_input_details()
    for detail, tensor in zip(details, split(data, details)):
        interpreter.set_tensor(detail["index"], tensor)
    interpreter.invoke()
    return b"".join(interpreter.get_tensor(detail["index"]).tobytes() for detail in interpreter.get_output_details())


def compute(runtime, model, count, inputs, outputs):
    with open(inputs, "rb") as file:
        data = file.read()
    result = run_tflm(model, data, int(count)) if runtime == "tflm" else run_litert(model, data, runtime)
    with open(outputs, "wb") as file:
        file.write(result)


for line in sys.stdin:
    # A process of its own: the runtimes abort where a check of theirs fails.
    child = os.fork()
    if child == 0:
        try:
            compute(*line.split())
        except (ValueError, RuntimeError):
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print({0: "done", 1: "refused"}.get(status, "crashed"), flush=True)
