#!/usr/bin/env python3
"""A client in another language, without our proto files: what it knows, it learns by reflection.

usage: python_client.py PAWL VENV. Where this Python has no grpcio and grpcio-reflection, makes a virtual
environment with them in the folder VENV and goes on there; ends with 77, loudly, where that fails.
"""

import json
import os
import subprocess
import sys
import tempfile
import venv

PACKAGES = ["grpcio>=1.51,<2", "grpcio-reflection>=1.51,<2"]


def go_on_in(folder):
    """Runs this script again under the environment's Python, made if need be."""
    python = os.path.join(folder, "bin", "python")
    try:
        if sys.prefix == os.path.abspath(folder):
            raise OSError("the environment lacks them")
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True, timeout=200)
    except (OSError, subprocess.SubprocessError) as why:
        print(f"SKIPPED: no Python client was tested: {' '.join(PACKAGES)} could not be installed in {folder}: {why}")
        sys.exit(77)
    os.execv(python, [python, *sys.argv])


try:
    import grpc
    from google.protobuf.descriptor_pool import DescriptorPool
    from google.protobuf.message_factory import GetMessageClass
    from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
except ImportError:
    go_on_in(sys.argv[2])


class Services:
    """Calls methods by name, with messages built from descriptors that the node gave."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self.pool = DescriptorPool(ProtoReflectionDescriptorDatabase(self.channel))

    def call(self, service, method, **fields):
        descriptor = self.pool.FindServiceByName(service).FindMethodByName(method)
        request, response = GetMessageClass(descriptor.input_type), GetMessageClass(descriptor.output_type)
        kind = self.channel.unary_stream if descriptor.server_streaming else self.channel.unary_unary
        call = kind(f"/{service}/{method}", request.SerializeToString, response.FromString)
        return call(request(**fields), timeout=10)


def start(pawl, home):
    """A node that ends with this process, and what it said."""
    node = subprocess.Popen(
        [pawl, "--home", home, "--json", "node", "--dev", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
         "--log-level", "error"], stdout=subprocess.PIPE, text=True)
    text = ""
    for line in node.stdout:
        text += line
        if line == "}\n":
            break
    return node, json.loads(text)


def check(services, admin, started):
    serving = 1
    assert services.call("grpc.health.v1.Health", "Check").status == serving
    chain = services.call("pawl.v1.Query", "GetChain")
    assert chain.chain_id == started["chain_id"] == "pawl-dev"
    assert chain.tip.state_root.hex() == started["state_root"]
    assert admin.call("pawl.v1.Admin", "Status").tier in ("singlepass", "interpreter")

    verdict = services.call("pawl.v1.Code", "Check", code=b"no module")
    assert verdict.rejection.name == "bad_magic" and verdict.rejection.offset == 0

    account = services.call("pawl.v1.Query", "GetAccount", address=bytes(32))
    assert account.nonce == 0 and not account.balances

    try:
        list(services.call("pawl.v1.Query", "GetBlock", height=77))
        raise AssertionError("a block that does not exist was given")
    except grpc.RpcError as refused:
        assert refused.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.OUT_OF_RANGE), refused


def main():
    with tempfile.TemporaryDirectory() as home:
        node, started = start(sys.argv[1], home)
        try:
            check(Services(started["address"]), Services(started["admin_address"]), started)
        finally:
            node.terminate()
            code = node.wait(timeout=20)
    assert code == 0, f"the node ended with {code}"
    print("a Python client learned the services by reflection and used them")


if __name__ == "__main__":
    main()
