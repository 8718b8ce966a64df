"""What installs from a registry and simulates incidents or microservices, timed. Prints one line of JSON; null where not installed.

    pip install crashdiag==0.3.2 MAD==0.2.2 ply==3.11
"""
import json
import os
import subprocess
import sys
import tempfile
import time


def crashdiag():
    """Steps per second of CrashDiag's in-memory sandbox: 24 steps of waiting an episode, through its orchestrator."""
    try:
        from crashdiag import Orchestrator
        from crashdiag.faults import ALL_FAULTS
        from crashdiag.sandbox_apps.mock import MockSandbox
    except ImportError:
        return None

    class Wait:
        def choose_action(self, observation, history=None):
            return {"action": "wait_and_observe", "parameters": {}}

    faults = [fault() if isinstance(fault, type) else fault for fault in ALL_FAULTS]
    orchestrator = Orchestrator(MockSandbox(), Wait(), max_steps=24)
    rates = []
    for _ in range(6):
        steps, started = 0, time.perf_counter()
        for episode in range(2 * len(faults)):
            steps += len(orchestrator.run_episode(faults[episode % len(faults)], instance=MockSandbox()).steps)
        rates.append(steps / (time.perf_counter() - started))
    return rates[1:]


MODEL = """
service Store { operation Select { think 5 } }
service Backend { operation Get { query Store/Select } }
service Frontend { operation Get { query Backend/Get } }
client Browser { every 10 { query Frontend/Get } }
"""


def mad():
    """Users' requests per second of MAD: a chain of three services, a request every 10 units of its time."""
    try:
        import mad  # noqa: F401
    except ImportError:
        return None
    ticks = 20_000
    rates = []
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "chain.mad"), "w") as file:
            file.write(MODEL)
        for _ in range(3):
            started = time.perf_counter()
            done = subprocess.run([sys.executable, "-m", "mad", "chain.mad", str(ticks)], cwd=folder, capture_output=True)
            if done.returncode != 0:
                return None
            rates.append(ticks / 10 / (time.perf_counter() - started))
    return rates


print(json.dumps({"crashdiag": crashdiag(), "mad": mad()}))
