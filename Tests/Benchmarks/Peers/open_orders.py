"""Decodes the answer to `openorders` again and again.

open_orders.py ccxt|json FILE REPETITIONS: as ccxt's fetch_open_orders does with the answer's text, or with json.loads.
"""

import json
import sys

from peer import ccxt_client, repeat

with open(sys.argv[2], encoding="utf-8") as file:
    text = file.read()


def decoder(name):
    if name == "json":
        return lambda: json.loads(text)["openOrders"]
    import ccxt

    exchange = ccxt_client(ccxt.krakenfutures)
    return lambda: exchange.parse_orders(exchange.safe_list(exchange.parse_json(text), "openOrders", []))


decode = decoder(sys.argv[1])
if len(decode()) != text.count('"order_id"'):
    raise SystemExit("not every order was decoded")
repeat(decode, int(sys.argv[3]), warm_up=0)
