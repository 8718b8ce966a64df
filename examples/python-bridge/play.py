"""Plays an episode of AIOps Gym from Python, over WebSocket.

    pip install -r requirements.txt
    aiops-gym serve --port 4280 &
    python play.py ws://127.0.0.1:4280
"""

import asyncio
import sys

import msgpack
import pyarrow
import websockets

PROBLEM = "misconfig_app_hotel_res-mitigation-1"
NAMESPACE = "test-hotel-reservation"
TABLES = ["logs", "metrics", "traces", "events", "services"]


class Env:
    """An environment that a server plays: one message out, one message back."""

    def __init__(self, socket):
        self.socket = socket
        self.id = 0

    async def ask(self, kind, **fields):
        await self.socket.send(msgpack.packb({"type": kind, **fields}))
        answer = msgpack.unpackb(await self.socket.recv())
        if answer["type"] == "error":
            raise RuntimeError(f"{answer['code']}: {answer['message']}")
        return answer

    async def request(self, kind, **fields):
        self.id += 1
        return await self.ask(kind, id=self.id, **fields)

    async def step(self, name, **arguments):
        return await self.request("step", action={"name": name, "arguments": arguments})


def tables(observation):
    """Arrow tables by name; what came as bytes is read without a copy."""
    return {name: pyarrow.ipc.open_stream(data).read_all() for name, data in observation["tables"].items()}


async def main(url):
    # Tables of a long window are larger than this library's limit of 1 MiB.
    async with websockets.connect(url, max_size=None) as socket:
        env = Env(socket)
        welcome = await env.ask("hello", protocol="aiops-gym", version=1)
        print(f"{len(welcome['problems'])} problems")
        first = await env.request("reset", problem=PROBLEM, seed=7, tables=TABLES)
        print(first["observation"]["briefing"]["page"]["text"])
        print({name: table.num_rows for name, table in tables(first["observation"]).items()})
        actions = [
            ("get_logs", {"namespace": NAMESPACE, "service": "geo"}),
            ("exec_shell", {"command": f"kubectl rollout undo deployment geo -n {NAMESPACE}"}),
            ("submit", {}),
        ]
        for name, arguments in actions:
            result = await env.step(name, **arguments)
            sizes = {table: len(data) for table, data in result["observation"]["tables"].items()}
            print(f"{name}: reward {result['reward']}, table bytes {sizes}")
        services = tables(result["observation"])["services"]
        print(f"columns of services: {', '.join(services.column_names)}")
        print(f"terminated {result['terminated']}, reason: {result['results']['reason']}")


asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else "ws://127.0.0.1:4280"))
