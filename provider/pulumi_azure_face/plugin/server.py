"""The program `pulumi-resource-azure-face`, which the engine starts: a gRPC server that prints its port.

The engine passes its address, ends the process when the command ends, and shows what the process prints. With the
option `--version`, the program prints its version and ends.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from concurrent.futures import ThreadPoolExecutor

from pulumi_azure_face.adapter.garbage_collection import GC_THRESHOLD

MAX_CALLS = 256  # concurrent calls; the engine limits the parallelism, and an idle thread costs nothing
OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.max_send_message_length", -1)]


def main() -> None:
    # The engine interrupts a plugin once it needs no more answers. A KeyboardInterrupt would print a traceback.
    signal.signal(signal.SIGINT, lambda *_: os._exit(0))
    gc.set_threshold(GC_THRESHOLD)
    # These imports take most of the time until the program serves, a tenth of it if garbage is collected as usual.
    import grpc
    from pulumi.runtime.proto import provider_pb2_grpc

    from .servicer import Servicer, version

    if "--version" in sys.argv[1:]:
        sys.stdout.write(f"{version()}\n")
        return
    server = grpc.server(ThreadPoolExecutor(max_workers=MAX_CALLS), options=OPTIONS)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(Servicer(engine_address(sys.argv[1:])), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    server.wait_for_termination()


def engine_address(arguments: list[str]) -> str | None:
    """Return the address among the arguments. There is none if somebody starts the plugin to attach the engine."""
    return next((argument for argument in arguments if ":" in argument and not argument.startswith("-")), None)
