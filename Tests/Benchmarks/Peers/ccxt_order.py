"""Sends one signed stop order again and again with ccxt's synchronous client, over one connection.

ccxt_order.py ORIGIN REPETITIONS
"""

import sys

import ccxt

from peer import ccxt_client, ccxt_order, repeat

exchange = ccxt_client(ccxt.krakenfutures, sys.argv[1])
order = ccxt_order()


def send():
    if exchange.create_order(*order)["status"] != "open":
        raise SystemExit("the stop order was not accepted")


repeat(send, int(sys.argv[2]))
