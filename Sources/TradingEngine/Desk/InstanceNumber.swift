import DurableFiles
import StrictJSON
import Trading

/// The number that this engine's order ids carry: drawn once, kept for good. An engine that lost it takes another, and
/// then treats the orders of its former self as another instance's, which it never touches.
enum InstanceNumber {
  private static let highest: UInt32 = 1 << 22

  /// - Parameters:
  ///   - journal: the number of own orders that the journal holds, which has digests where the file has none; it wins.
  ///   - draw: any number; it is only used where none is known.
  static func load(
    _ folder: StateFolder, journal: UInt32?, draw: () -> UInt32
  ) throws(EngineError) -> UInt32 {
    if let journal {
      // Protection does not wait for a disk that takes nothing.
      if (try? read(folder.instanceNumber)) != journal { try? write(journal, folder) }
      return journal
    }
    if let kept = try read(folder.instanceNumber) { return kept }
    // Zero is nobody's.
    let number = draw() % (highest - 1) + 1
    try write(number, folder)
    return number
  }

  /// Nil where none is kept.
  private static func read(_ path: String) throws(EngineError) -> UInt32? {
    let bytes: [UInt8]
    do { bytes = try DurableFiles.read(path, limit: 4_096) } catch {
      if error.isNotFound { return nil }
      throw EngineError(state: error, "the instance number cannot be read", hint: nil)
    }
    guard let json = try? JSON.parse(bytes), json["instanceNumber"]?.stringValue == "v1",
      let number = json["number"]?.integerValue.flatMap(UInt32.init(exactly:)), number < highest
    else {
      throw EngineError(
        .stateNotWritable, "'\(path)' holds no instance number",
        hint: "restore it, or remove it: own orders at the venue then count as another instance's")
    }
    return number
  }

  private static func write(_ number: UInt32, _ folder: StateFolder) throws(EngineError) {
    let json: JSON = ["instanceNumber": "v1", "number": .integer(Int64(number))]
    do {
      try DurableFiles.replace(folder.instanceNumber, with: json.encoded() + [0x0A], mode: 0o600)
    } catch {
      throw EngineError(
        state: error, "the instance number cannot be written",
        hint: "the folder of KILL_SWITCH_STATE_PATH has to exist and be writable for the engine's user")
    }
  }
}

extension TradingMemory {
  /// The number that own orders carry which may still be at the venue; nil where there are none.
  var instance: UInt32? { books.lazy.compactMap { $0.orders.last?.id.owner.instance }.first }
}
