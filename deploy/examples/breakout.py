#!/usr/bin/env python3
"""A strategy in Python: buys what rises above its last prices, with a stop that follows. To be read, not to be rich.

It says what it wants; the engine decides whether that is allowed, sends the orders, and keeps the stop at the venue. If this
program ends, or its machine does, the stop stays.

usage: breakout.py --socket /var/lib/trading-engine/intents.sock --venue https://futures.kraken.com [--symbol PF_XBTUSD]
"""
import argparse, json, select, socket, sys, time, urllib.request
from collections import deque
from decimal import Decimal

options = argparse.ArgumentParser(description="An example strategy that talks to a running trading-engine.")
options.add_argument("--socket", required=True, help="intents.sock beside the engine's kill-switch state")
options.add_argument("--venue", required=True, help="where public prices come from, such as the engine's venue.origin")
options.add_argument("--symbol", default="PF_XBTUSD")
options.add_argument("--size", default="0.001", help="of each entry, in the contract's unit")
options.add_argument("--tick", type=Decimal, default=Decimal(1), help="the instrument's tick size")
options.add_argument("--prices", type=int, default=20, help="how many prices the next one has to exceed")
options.add_argument("--every", type=float, default=3.0, help="seconds between two looks at the price")
options.add_argument("--trades", type=int, default=0, help="end after so many; 0: never")
options = options.parse_args()


def price():
    url = f"{options.venue}/derivatives/api/v3/tickers/{options.symbol}"
    with urllib.request.urlopen(url, timeout=5) as answer:
        return json.load(answer, parse_float=Decimal)["ticker"]["last"]


def on_grid(value):  # the engine refuses what the venue would round
    return str((Decimal(value) / options.tick).to_integral_value() * options.tick)


engine = socket.socket(socket.AF_UNIX)
engine.connect(options.socket)
run = f"{time.time_ns():x}"  # ids are remembered: one that comes again gets the answer of the first time


def send(kind, number, **members):
    engine.sendall(json.dumps({kind: {"id": f"{run}-{number}", **members}}).encode() + b"\n")


recent, position, stop, sent, closed, rest = deque(maxlen=options.prices), None, None, 0, 0, b""
looked = 0.0
while not options.trades or closed < options.trades:
    if select.select([engine], [], [], max(0, looked + options.every - time.monotonic()))[0]:
        heard = engine.recv(65536)
        if not heard:
            sys.exit("the engine has ended; its stops are at the venue")
        *lines, rest = (rest + heard).split(b"\n")
        for answer in map(json.loads, lines):
            print(json.dumps(answer), flush=True)
            if answer.get("intent") == position and answer["answer"] in ("refused", "not-executed", "closed"):
                closed += answer["answer"] == "closed"
                position = None
        continue
    looked, last = time.monotonic(), price()
    if position is None and len(recent) == recent.maxlen and last > max(recent):
        sent += 1
        position, stop = f"{run}-{sent}", on_grid(last * Decimal("0.99"))
        send("enter", sent, symbol=options.symbol, side="long", size=options.size, entry="market",
             **{"stop-loss": stop, "take-profit": on_grid(last * Decimal("1.02"))})
    elif position and Decimal(nearer := on_grid(last * Decimal("0.99"))) > Decimal(stop):
        sent, stop = sent + 1, nearer  # a stop only comes nearer
        send("adjust", sent, of=position, **{"stop-loss": stop})
    recent.append(last)
