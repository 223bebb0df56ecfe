"""Snakemake that asks Slurm for its jobs every two seconds: the executor waits ten seconds longer each time."""

import asyncio
import sys

from snakemake.cli import main

SECONDS = 2
sleep = asyncio.sleep


async def short(delay: float, result: object = None) -> object:
    """Sleep as `asyncio.sleep` does, two seconds at most."""
    return await sleep(min(delay, SECONDS), result)


if __name__ == "__main__":
    asyncio.sleep = short
    sys.exit(main())
