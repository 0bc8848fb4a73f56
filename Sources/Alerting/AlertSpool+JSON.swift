import Chronology
public import StrictJSON

extension AlertSpool {
  private static let version: Int64 = 1

  public var json: JSON {
    [
      "version": .integer(Self.version),
      "alerts": .array(
        entries.map { entry in
          [
            "alert": entry.alert.json,
            "waiting": .array(entry.waiting.map { .string($0.rawValue) }),
          ]
        }),
      "lost": .array(
        losses.map { ["channel": .string($0.channel.rawValue), "count": .integer($0.count)] }),
      "told": .array(
        tellings.map { ["code": .string($0.code), "at": .string($0.at.description)] }),
    ]
  }

  /// Reads what ``json`` writes, and nothing else.
  public init(_ json: JSON) throws(JSONShapeError) {
    var reader = try JSONObjectReader(json)
    _ = try reader.integer("version", in: Self.version...Self.version)
    var entries: [Entry] = []
    for var item in try reader.objects("alerts") {
      var alert = try item.object("alert")
      let channels = try item.strings("waiting").compactMap { AlertChannel(rawValue: $0) }
      try item.finish()
      entries.append(Entry(alert: try Alert(&alert), waiting: channels))
    }
    var losses: [Loss] = []
    for var item in try reader.objects("lost") {
      let channel = AlertChannel(rawValue: try item.string("channel"))
      let count = try item.integer("count", in: 1...Int64.max)
      try item.finish()
      if let channel { losses.append(Loss(channel: channel, count: count)) }
    }
    var tellings: [Telling] = []
    for var item in try reader.objects("told") {
      let code = try item.string("code")
      let at = Timestamp(canonical: try item.string("at"))
      try item.finish()
      if let at { tellings.append(Telling(code: code, at: at)) }
    }
    try reader.finish()
    self.init(entries: entries, losses: losses, tellings: tellings)
  }
}
