"""Sends one signed stop order again and again with ccxt's asynchronous client, over one connection.

ccxt_async_order.py ORIGIN REPETITIONS
"""

import asyncio
import sys
import time

import ccxt.async_support

from peer import WARM_UP, ccxt_client, ccxt_order, report


async def main():
    exchange = ccxt_client(ccxt.async_support.krakenfutures, sys.argv[1])
    order = ccxt_order()
    times = []
    # One after the other, as the others do: how many fit beside each other is another question.
    for number in range(-WARM_UP, int(sys.argv[2])):
        start = time.perf_counter_ns()
        placed = await exchange.create_order(*order)
        taken = time.perf_counter_ns() - start
        if placed["status"] != "open":
            raise SystemExit("the stop order was not accepted")
        if number >= 0:
            times.append(taken)
    await exchange.close()
    report(times)


asyncio.run(main())
