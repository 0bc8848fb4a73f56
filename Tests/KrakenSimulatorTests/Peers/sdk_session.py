"""python-kraken-sdk, unchanged but for its URL, uses the simulator as it would use the venue."""
from kraken.exceptions import KrakenAuthenticationError, KrakenInsufficientAvailableFundsError
from kraken.futures import Market, Trade, User

from simulator import KEY, SECRET, run, step

BTC = "PF_XBTUSD"


def events(status):
    return [event["type"] for event in status["orderEvents"]]


def market_data(origin):
    market = Market(url=origin)
    symbols = [row["symbol"] for row in market.get_instruments()["instruments"]]
    assert BTC in symbols and "PF_PEPEUSD" in symbols and "PI_XBTUSD" in symbols
    assert market.get_orderbook(symbol=BTC)["orderBook"]["bids"]
    assert market.get_tickers()["tickers"]
    assert market.get_ohlc(tick_type="trade", symbol=BTC, resolution="1m")["candles"]
    assert market.get_instruments_status(BTC)["tradeable"] is True
    assert market.get_trade_history(symbol=BTC)["history"]
    assert market.get_historical_funding_rates(BTC)["rates"]
    step("market data")


def session(simulator):
    market_data(simulator.origin)
    simulator.control("prices", {"symbol": BTC, "price": 70_000})
    trade = Trade(key=KEY, secret=SECRET, url=simulator.origin)
    user = User(key=KEY, secret=SECRET, url=simulator.origin)
    assert user.get_wallets()["accounts"]["flex"]["marginEquity"] == 100_000
    step("signing and wallets")

    placed = trade.create_order(
        orderType="lmt", size=0.01, symbol=BTC, side="buy", limitPrice=60_000, cliOrdId="sdk 1/ü+%&=;"
    )["sendStatus"]
    assert placed["status"] == "placed" and events(placed) == ["PLACE"], placed
    assert placed["orderEvents"][0]["order"]["cliOrdId"] == "sdk 1/ü+%&=;", placed
    edited = trade.edit_order(orderId=placed["order_id"], size=0.02, limitPrice=60_001)["editStatus"]
    assert edited["status"] == "edited" and events(edited) == ["EDIT"], edited
    row = user.get_open_orders()["openOrders"][0]
    assert (row["unfilledSize"], row["limitPrice"], row["orderType"]) == (0.02, 60_001, "lmt"), row
    status = trade.get_orders_status(orderIds=[placed["order_id"], "11111111-1111-4111-8111-111111111111"])["orders"]
    assert status[0]["status"] == "ENTERED_BOOK", status
    assert status[1]["status"] is None, status
    cancelled = trade.cancel_order(order_id=placed["order_id"])["cancelStatus"]
    assert cancelled["status"] == "cancelled", cancelled
    again = trade.cancel_order(order_id=placed["order_id"])["cancelStatus"]
    assert again["status"] == "notFound", again
    step("place, edit, status, cancel")

    bought = trade.create_order(orderType="mkt", size=1.5, symbol=BTC, side="buy")["sendStatus"]
    assert events(bought) == ["EXECUTION", "EXECUTION"], bought
    prior = bought["orderEvents"][0]["orderPriorExecution"]
    assert (prior["type"], prior["limitPrice"]) == ("ioc", 70_702), prior
    position = user.get_open_positions()["openPositions"][0]
    assert (position["side"], position["size"]) == ("long", 1.5), position
    fills = trade.get_fills()["fills"]
    assert sum(fill["size"] for fill in fills) == 1.5, fills
    assert {fill["order_id"] for fill in fills} == {bought["order_id"]}, fills
    assert trade.get_fills(lastFillTime=fills[0]["fillTime"])["fills"] == []
    step("market order with several matches, position, fills")

    stop = trade.create_order(
        orderType="stp", size=1.5, symbol=BTC, side="sell", stopPrice=69_500, triggerSignal="spot", reduceOnly=True
    )["sendStatus"]
    trigger = stop["orderEvents"][0]["orderTrigger"]
    assert (trigger["type"], trigger["triggerSide"], trigger["triggerSignal"], trigger["limitPrice"]) == (
        "ioc",
        "trigger_below",
        "spot_price",
        None,
    ), trigger
    row = user.get_open_orders()["openOrders"][0]
    assert (row["orderType"], row["triggerSignal"], row["reduceOnly"]) == ("stop", "spot", True), row
    assert "limitPrice" not in row, row
    simulator.control("prices", {"symbol": BTC, "index": 69_500})
    assert user.get_open_positions()["openPositions"] == []
    status = trade.get_orders_status(orderIds=stop["order_id"])["orders"][0]
    assert (status["status"], status["updateReason"]) == ("FULLY_EXECUTED", "FULL_FILL"), status
    step("stop by the index price")

    batch = trade.create_batch_order(
        batchorder_list=[
            {"order": "send", "order_tag": "1", "orderType": "lmt", "symbol": BTC, "side": "buy", "size": 0.01,
             "limitPrice": 50_000, "reduceOnly": False, "cliOrdId": "batch-1"},
            {"order": "send", "order_tag": "2", "orderType": "stp", "symbol": BTC, "side": "buy", "size": 0.01,
             "limitPrice": 80_500, "stopPrice": 80_000},
            {"order": "cancel", "cliOrdId": "batch-1"},
        ]
    )["batchStatus"]
    assert [item["status"] for item in batch] == ["placed", "placed", "cancelled"], batch
    assert batch[0]["order_tag"] == "1" and "dateTimeReceived" in batch[0], batch
    everything = trade.cancel_all_orders()["cancelStatus"]
    assert everything["status"] == "cancelled" and len(everything["cancelledOrders"]) == 1, everything
    assert trade.dead_mans_switch(timeout=60)["status"]["triggerTime"].endswith("Z")
    assert trade.dead_mans_switch(timeout=0)["status"]["triggerTime"] == "0"
    step("batch, cancel all, dead-man's switch")

    try:
        trade.create_order(orderType="mkt", size=250, symbol=BTC, side="buy")
        raise AssertionError("an order beyond the margin went through")
    except KrakenInsufficientAvailableFundsError:
        pass
    unknown = trade.create_order(orderType="mkt", size=0.01, side="buy", symbol="PF_NOSUCHUSD")
    assert unknown["error"] == "invalidArgument: symbol", unknown
    refused = trade.create_order(orderType="mkt", size=1, symbol=BTC, side="sell", reduceOnly=True)["sendStatus"]
    assert refused["status"] == "wouldNotReducePosition" and events(refused) == ["REJECT"], refused
    try:
        User(key=KEY, secret="AAAA", url=simulator.origin).get_wallets()
        raise AssertionError("a wrong signature was let in")
    except KrakenAuthenticationError:
        pass
    step("refusals")

    assert user.get_order_events()["elements"] and user.get_execution_events()["elements"]
    kinds = [next(iter(row["event"])) for row in user.get_trigger_events(tradeable=BTC)["elements"]]
    assert "OrderTriggerPlaced" in kinds and "OrderTriggerActivated" in kinds, kinds
    assert user.get_account_log()["logs"]
    step("history")


run(session)
