import Chronology
import StrictJSON

/// How the venue answers commands.
struct AnswerShapes {
  let venue: Venue

  private var shapes: OrderShapes { OrderShapes(venue: venue) }
  private var clientKey: String { venue.personality.clientOrderIDSpelling.rawValue }

  private func events(_ answer: OrderAnswer) -> JSON { .array(answer.events.map(shapes.event)) }

  func sendStatus(_ answer: OrderAnswer) -> JSON {
    .members([
      ("order_id", answer.orderID.map { .string($0) }),
      (clientKey, answer.clientOrderID.map { .string($0) }), ("status", .string(answer.status.rawValue)),
      ("receivedTime", .time(answer.received)), ("orderEvents", events(answer)),
    ])
  }

  func editStatus(_ answer: OrderAnswer) -> JSON {
    .members([
      ("status", .string(answer.status.rawValue)), ("orderId", answer.orderID.map { .string($0) }),
      ("cliOrdId", answer.clientOrderID.map { .string($0) }), ("receivedTime", .time(answer.received)),
      ("orderEvents", events(answer)),
    ])
  }

  func cancelStatus(_ answer: OrderAnswer) -> JSON {
    guard answer.status != .notFound else {
      // As recorded: nothing but this.
      return .members([
        ("status", .string(answer.status.rawValue)), ("receivedTime", .time(answer.received)),
      ])
    }
    return .members([
      ("status", .string(answer.status.rawValue)), ("order_id", answer.orderID.map { .string($0) }),
      ("cliOrdId", answer.clientOrderID.map { .string($0) }), ("receivedTime", .time(answer.received)),
      ("orderEvents", events(answer)),
    ])
  }

  func batchStatus(_ answer: OrderAnswer) -> JSON {
    .members([
      ("status", .string(answer.status.rawValue)), ("order_tag", answer.tag.map { .string($0) }),
      ("order_id", answer.orderID.map { .string($0) }),
      ("cliOrdId", answer.clientOrderID.map { .string($0) }),
      ("dateTimeReceived", answer.status == .placed ? .time(answer.received) : nil),
      ("orderEvents", events(answer)),
    ])
  }

  func cancelAllStatus(_ status: CommandStatus, _ cancelled: [Order], _ received: Timestamp, only: String)
    -> JSON
  {
    .members([
      ("receivedTime", .time(received)), ("cancelOnly", .string(only)), ("status", .string(status.rawValue)),
      (
        "cancelledOrders",
        .array(
          cancelled.map {
            .members([
              ("order_id", .string($0.id)), ("cliOrdId", $0.clientOrderID.map { .string($0) }),
            ])
          })
      ), ("orderEvents", .array(cancelled.map { shapes.event(.cancel($0)) })),
    ])
  }
}
