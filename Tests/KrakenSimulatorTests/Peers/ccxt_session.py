"""ccxt's krakenfutures, unchanged but for its URLs, uses the simulator as it would use the venue."""
import time

import ccxt

from simulator import KEY, SECRET, run, step

BTC = "BTC/USD:USD"


def client(origin):
    exchange = ccxt.krakenfutures({"apiKey": KEY, "secret": SECRET, "enableRateLimit": False})
    exchange.urls["api"] = {
        name: url.replace("https://futures.kraken.com", origin)
        for name, url in exchange.urls["api"].items()
    }
    return exchange


def market_data(exchange):
    markets = exchange.load_markets()
    assert markets[BTC]["precision"] == {"amount": 0.0001, "price": 1.0}, markets[BTC]["precision"]
    assert markets["PEPE/USD:USD"]["precision"]["amount"] == 1000
    assert markets["PEPE/USD:USD"]["precision"]["price"] == 1e-10
    assert markets["BTC/USD:BTC"]["inverse"] and markets[BTC]["linear"]
    assert markets["AAPLX/USD:USD"]["id"] == "PF_AAPLxUSD"
    assert markets["BTC/USD:BTC-261225"]["expiryDatetime"] == "2026-12-25T16:00:00.000Z"
    step("markets")
    ticker = exchange.fetch_ticker(BTC)
    assert ticker["bid"] < ticker["ask"] and ticker["last"] in (ticker["bid"], ticker["ask"])
    assert BTC in exchange.fetch_tickers()
    step("tickers")
    book = exchange.fetch_order_book(BTC)
    assert len(book["bids"]) > 10 and book["bids"][0][0] < book["asks"][0][0]
    assert book["bids"] == sorted(book["bids"], reverse=True) and book["asks"] == sorted(book["asks"])
    step("book")
    for price in ("trade", "mark", "index"):
        candles = exchange.fetch_ohlcv(BTC, "1m", limit=30, params={"price": price})
        assert len(candles) >= 29 and all(c[3] <= c[4] <= c[2] for c in candles), candles
    since = exchange.milliseconds() - 6 * 3600_000
    assert len(exchange.fetch_ohlcv(BTC, "1h", since=since, limit=5)) == 5
    step("candles")
    assert exchange.fetch_trades(BTC, limit=5)
    exchange.options["fetchTrades"]["method"] = "publicGetHistory"
    assert exchange.fetch_trades(BTC, limit=5)
    step("public trades")
    assert exchange.fetch_funding_rate_history(BTC)
    assert exchange.fetch_funding_rates([BTC])[BTC]["fundingRate"] is not None
    assert exchange.fetch_leverage_tiers([BTC])[BTC][0]["maxLeverage"] == 100
    step("funding rates and leverage tiers")


def trading(exchange, simulator):
    balance = exchange.fetch_balance()
    assert balance["USD"]["total"] == 100_000, balance["USD"]
    step("balance")

    order = exchange.create_order(BTC, "limit", "buy", 0.01, 60_000, {"clientOrderId": "peer-1"})
    assert order["status"] == "open" and order["clientOrderId"] == "peer-1", order
    edited = exchange.edit_order(order["id"], BTC, "limit", "buy", 0.02, 60_001)
    assert edited["id"] == order["id"] and edited["amount"] == 0.02, edited
    row = exchange.fetch_open_orders(BTC)[0]
    assert (row["price"] or 60_001) == 60_001 and row["remaining"] == 0.02 and row["type"] == "limit", row
    assert exchange.fetch_order(order["id"])["status"] == "open"
    cancelled = exchange.cancel_order(order["id"])
    assert cancelled["status"] == "canceled" and not exchange.fetch_open_orders(), cancelled
    assert exchange.fetch_order(order["id"])["status"] == "canceled"
    step("limit order: place, edit, cancel, status")

    try:
        exchange.create_order(BTC, "limit", "buy", 0.01, 70_001, {"postOnly": True})
        raise AssertionError("a crossing post-only order went through")
    except ccxt.OrderImmediatelyFillable:
        step("post-only order that would cross")
    try:
        exchange.create_order(BTC, "limit", "sell", 0.01, 80_000, {"reduceOnly": True})
        raise AssertionError("a reduce-only order without a position went through")
    except ccxt.ExchangeError:
        step("reduce-only order without a position")
    try:
        exchange.create_order(BTC, "market", "buy", 240)
        raise AssertionError("an order beyond the margin went through")
    except ccxt.InsufficientFunds:
        step("order beyond the margin")

    bought = exchange.create_order(BTC, "market", "buy", 0.02)
    assert bought["status"] == "closed" and bought["filled"] == 0.02 and bought["average"] == 70_001, bought
    position = exchange.fetch_positions([BTC])[0]
    assert position["side"] == "long" and position["contracts"] == 0.02, position
    assert position["entryPrice"] == 70_001, position
    step("market order and position")

    stop = exchange.create_order(BTC, "market", "sell", 0.02, None, {"stopLossPrice": 69_000, "triggerSignal": "mark"})
    profit = exchange.create_order(BTC, "limit", "sell", 0.02, 72_000, {"takeProfitPrice": 71_900})
    rows = {row["id"]: row for row in exchange.fetch_open_orders(BTC)}
    assert rows[stop["id"]]["triggerPrice"] == 69_000 and rows[stop["id"]]["reduceOnly"], rows
    assert rows[stop["id"]]["info"]["orderType"] == "stop" and "limitPrice" not in rows[stop["id"]]["info"]
    assert rows[stop["id"]]["info"]["triggerSignal"] == "mark"
    assert rows[profit["id"]]["info"]["orderType"] == "take_profit" and rows[profit["id"]]["triggerPrice"] == 71_900
    assert exchange.fetch_order(stop["id"])["triggerPrice"] == 69_000
    moved = exchange.edit_order(stop["id"], BTC, "stp", "sell", 0.02, None, {"stopPrice": 69_100})
    assert moved["triggerPrice"] == 69_100, moved
    step("stop-loss and take-profit")

    simulator.control("prices", {"symbol": "PF_XBTUSD", "last": 68_000, "bid": 68_000})
    assert exchange.fetch_open_orders(BTC) and exchange.fetch_positions([BTC]), "it watches the mark price"
    simulator.control("prices", {"symbol": "PF_XBTUSD", "mark": 69_100})
    assert exchange.fetch_positions([BTC]) == []
    assert exchange.fetch_order(stop["id"])["status"] == "closed"
    fills = exchange.fetch_my_trades(BTC)
    assert fills[-1]["order"] == stop["id"] and fills[-1]["price"] == 68_000, fills[-1]
    assert [row["id"] for row in exchange.fetch_open_orders(BTC)] == [profit["id"]], "there is no OCO"
    step("fired stop, fills, and the sibling that stays")

    assert len(exchange.cancel_all_orders(BTC)) == 1
    assert exchange.cancel_all_orders(BTC) == []
    step("cancel all")


def batches(exchange):
    orders = exchange.create_orders(
        [
            {"symbol": BTC, "type": "limit", "side": "buy", "amount": 0.01, "price": 50_000 + n, "params": {}}
            for n in range(3)
        ]
    )
    ids = [order["id"] for order in orders]
    assert len(set(ids)) == 3 and all(order["status"] == "open" for order in orders), orders
    assert {row["id"] for row in exchange.fetch_open_orders()} == set(ids)
    cancelled = exchange.cancel_orders(ids)
    assert len(cancelled) == 3 and not exchange.fetch_open_orders(), cancelled
    step("batch")


def account(exchange):
    exchange.set_leverage(5, BTC)
    assert exchange.fetch_leverage(BTC)["longLeverage"] == 5
    assert BTC in exchange.fetch_leverages()
    step("leverage")
    status = exchange.cancel_all_orders_after(60_000)["status"]
    assert status["triggerTime"] != "0", status
    assert exchange.cancel_all_orders_after(0)["status"]["triggerTime"] == "0"
    step("dead-man's switch")
    closed = exchange.fetch_closed_orders(BTC)
    assert closed and all(order["status"] == "closed" for order in closed), closed
    assert exchange.fetch_canceled_orders(BTC)
    assert exchange.fetch_canceled_orders(BTC, params={"trigger": True})
    step("order history")
    ledger = exchange.fetch_ledger("USD")
    assert ledger, "the account log is empty"
    step("account log")


def refusals(exchange, origin):
    stranger = client(origin)
    stranger.apiKey = "NOBODY"
    try:
        stranger.fetch_balance()
        raise AssertionError("a stranger was let in")
    except ccxt.AuthenticationError:
        pass
    stranger = client(origin)
    stranger.secret = "AAAA"
    try:
        stranger.create_order(BTC, "market", "buy", 0.01)
        raise AssertionError("a wrong signature was let in")
    except ccxt.AuthenticationError:
        step("authentication")
    try:
        exchange.create_order(BTC, "trailing_stop", "sell", 0.01, None, {"trailingStopMaxDeviation": 1})
        raise AssertionError("an order type that is not offered was let in")
    except ccxt.BadRequest:
        step("order type that is not offered")


def session(simulator):
    exchange = client(simulator.origin)
    market_data(exchange)
    simulator.control("prices", {"symbol": "PF_XBTUSD", "price": 70_000})
    trading(exchange, simulator)
    simulator.control("prices", {"symbol": "PF_XBTUSD", "price": 70_000})
    batches(exchange)
    account(exchange)
    refusals(exchange, simulator.origin)


run(session)
