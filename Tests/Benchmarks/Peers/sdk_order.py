"""Sends one signed stop order again and again with python-kraken-sdk, over one connection.

sdk_order.py ORIGIN REPETITIONS
"""

import os
import sys

from kraken.futures import Trade

from peer import repeat, sdk_order

trade = Trade(key=os.environ["KRAKEN_KEY"], secret=os.environ["KRAKEN_SECRET"], url=sys.argv[1])
order = sdk_order()


def send():
    if trade.create_order(**order)["sendStatus"]["status"] != "placed":
        raise SystemExit("the stop order was not accepted")


repeat(send, int(sys.argv[2]))
