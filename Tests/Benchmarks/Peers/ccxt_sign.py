"""Makes and signs one stop order again and again with ccxt, and sends nothing.

ccxt_sign.py whole|sign REPETITIONS: from the order, or of parameters that are ready.
"""

import sys

import ccxt

from peer import ccxt_client, ccxt_order, repeat

exchange = ccxt_client(ccxt.krakenfutures)
order = ccxt_order()
parameters = exchange.create_order_request(*order)


def sign():
    exchange.sign("sendorder", ["private"], "POST", parameters)


def whole():
    exchange.sign("sendorder", ["private"], "POST", exchange.create_order_request(*order))


repeat({"whole": whole, "sign": sign}[sys.argv[1]], int(sys.argv[2]))
