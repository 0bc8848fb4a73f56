"""What the peers share: the order that everybody sends, and how a batch is reported.

The order is ours, `StopOrder` in Tests/Benchmarks/Scene: a stop-loss of 0.01 PF_XBTUSD at 69,000 by the last price,
reduce-only, as a market order. Key, secret and client id come from the environment.
"""

import os
import time

WARM_UP = 100
BTC = "BTC/USD:USD"
# What load_markets makes of the venue's answer for this instrument, so that nobody has to ask for all of them.
MARKET = {
    "id": "PF_XBTUSD", "symbol": BTC, "base": "BTC", "quote": "USD", "settle": "USD", "type": "swap", "swap": True,
    "spot": False, "future": False, "contract": True, "linear": True, "inverse": False, "active": True,
    "contractSize": 1.0, "precision": {"amount": 0.0001, "price": 1.0},
}


def ccxt_client(constructor, origin="http://127.0.0.1"):
    # ccxt's own rate limiter is off: it would wait between orders, and it is work that is measured.
    exchange = constructor({
        "apiKey": os.environ.get("KRAKEN_KEY", ""), "secret": os.environ.get("KRAKEN_SECRET", ""),
        "enableRateLimit": False,
    })
    exchange.urls["api"] = {
        name: url.replace("https://futures.kraken.com", origin) for name, url in exchange.urls["api"].items()
    }
    exchange.set_markets([MARKET])
    return exchange


def ccxt_order():
    """The arguments of ccxt's create_order; `stopLossPrice` makes the order reduce-only."""
    parameters = {"stopLossPrice": 69000, "triggerSignal": "last", "clientOrderId": os.environ["CLIENT_ORDER_ID"]}
    return BTC, "market", "sell", 0.01, None, parameters


def sdk_order():
    """The arguments of python-kraken-sdk's Trade.create_order."""
    return {
        "orderType": "stp", "symbol": "PF_XBTUSD", "side": "sell", "size": 0.01, "stopPrice": 69000,
        "triggerSignal": "last", "reduceOnly": True, "cliOrdId": os.environ["CLIENT_ORDER_ID"],
    }


def report(times):
    """The median and the 99th percentile, in nanoseconds."""
    times.sort()
    print(times[len(times) // 2], times[len(times) * 99 // 100])


def repeat(work, repetitions, warm_up=WARM_UP):
    times = []
    for number in range(-warm_up, repetitions):
        start = time.perf_counter_ns()
        work()
        taken = time.perf_counter_ns() - start
        if number >= 0:
            times.append(taken)
    report(times)
