import DurableFiles
import StrictJSON
import Trading

/// The number that this engine's order ids carry: drawn once, kept for good. An engine that lost it takes another, and
/// then treats the orders of its former self as another instance's, which it never touches.
enum InstanceNumber {
  private static let highest: UInt32 = 1 << 22

  /// - Parameter draw: any number; it is only used where none is kept.
  static func load(_ folder: StateFolder, draw: () -> UInt32) throws(EngineError) -> UInt32 {
    let path = folder.instanceNumber
    do {
      let bytes = try DurableFiles.read(path, limit: 4_096)
      guard let json = try? JSON.parse(bytes), json["instanceNumber"]?.stringValue == "v1",
        let number = json["number"]?.integerValue.flatMap(UInt32.init(exactly:)), number < highest
      else {
        throw EngineError(
          .stateNotWritable, "'\(path)' holds no instance number",
          hint: "restore it, or remove it: own orders at the venue then count as another instance's")
      }
      return number
    } catch let error as EngineError {
      throw error
    } catch let error as FileError {
      guard error.isNotFound else {
        throw EngineError(.stateNotWritable, "the instance number cannot be read: \(error)")
      }
    } catch {
      throw EngineError(.stateNotWritable, "the instance number cannot be read: \(error)")
    }
    // Zero is nobody's.
    let number = draw() % (highest - 1) + 1
    let json: JSON = ["instanceNumber": "v1", "number": .integer(Int64(number))]
    do { try DurableFiles.replace(path, with: json.encoded() + [0x0A], mode: 0o600) } catch {
      throw EngineError(
        .stateNotWritable, "the instance number cannot be written: \(error)",
        hint: "the folder of KILL_SWITCH_STATE_PATH has to exist and be writable for the engine's user")
    }
    return number
  }
}
