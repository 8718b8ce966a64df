"""Steps per second of Gymnasium's CartPole-v1, as one line of JSON: what vector.bench.ts compares with.

Arguments: how many environments, how many batches.
"""

import json
import sys
import time

import gymnasium


def measure(num_envs: int, batches: int, mode: str) -> float:
    """Steps of all environments together per second of wall-clock time, resets included as autoreset makes them."""
    envs = gymnasium.make_vec("CartPole-v1", num_envs=num_envs, vectorization_mode=mode)
    try:
        envs.action_space.seed(7)
        envs.reset(seed=7)
        for _ in range(batches // 10):
            envs.step(envs.action_space.sample())
        started = time.perf_counter()
        for _ in range(batches):
            envs.step(envs.action_space.sample())
        return num_envs * batches / (time.perf_counter() - started)
    finally:
        envs.close()


if __name__ == "__main__":
    num_envs, batches = int(sys.argv[1]), int(sys.argv[2])
    print(
        json.dumps(
            {
                "gymnasium": gymnasium.__version__,
                "sync1": measure(1, batches, "sync"),
                "sync": measure(num_envs, batches, "sync"),
                "async2": measure(2, batches, "async"),
                "async": measure(num_envs, batches, "async"),
            }
        )
    )
