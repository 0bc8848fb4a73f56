public import Chronology
import StrictJSON
import Trading

/// An answer sorted by what it says as a whole, before anything in it is believed.
///
/// `result: "success"` means that the request was understood, no more. What is neither a success nor a refusal that we
/// know is unclear: for a command that is an unknown outcome, for a read a failure.
enum Envelope {
  case success(WireObject, serverTime: Timestamp?)
  case refused(VenueRefusal)
  /// The venue could not say, by its own word or status.
  case unavailable(word: String)
  case malformed(WireError)

  /// - Parameter hasResult: false for charts and history, which have no `result`.
  init(_ answer: WireAnswer, hasResult: Bool = true) {
    do throws(WireError) {
      self = try Self.read(answer, hasResult: hasResult)
    } catch { self = .malformed(error) }
  }

  private static func read(_ answer: WireAnswer, hasResult: Bool) throws(WireError) -> Envelope {
    let json: JSON
    switch answer.json {
    case .success(let value): json = value
    case .failure(let error):
      // Refusals by a front-end or of a chart are plain text (400) or HTML.
      if let envelope = byStatus(answer.status) { return envelope }
      throw WireError(.notJSON, expected: "JSON", found: error.code.rawValue)
    }
    guard case .object = json else {
      if let envelope = byStatus(answer.status) { return envelope }
      throw WireError(.notAnObject, expected: "an object", found: json.kindName)
    }
    let object = try WireObject(json)
    if let words = try errorWords(of: object) { return judge(words, status: answer.status) }
    let result = try object.optionalText("result")
    guard (200..<300).contains(answer.status) else {
      guard result != "success", let envelope = byStatus(answer.status) else {
        throw WireError(.status, expected: "a status of success", found: "\(answer.status)")
      }
      return envelope
    }
    guard result == "success" || !hasResult && result == nil else {
      throw WireError(
        result == nil ? .missing : .word, at: "result", expected: "success or error",
        found: result.map(VenueWord.shown) ?? "nothing")
    }
    return .success(object, serverTime: try object.optionalTime("serverTime"))
  }

  /// The words of `error` or `errors[].message`; nil when the answer reports none.
  private static func errorWords(of object: WireObject) throws(WireError) -> [String]? {
    let result = object["result"]
    var words: [String] = []
    for item in try object.optionalList("errors") ?? [] {
      let entry = try WireObject(item)
      words.append(try entry.optionalText("message") ?? "")
    }
    if let word = try object.optionalText("error") { words.append(word) }
    guard !words.isEmpty else { return result == .string("error") ? [""] : nil }
    guard result != .string("success") else {
      throw WireError(
        .word, at: "result", expected: "error, as errors are reported", found: VenueWord.shown(words[0]))
    }
    return words
  }

  /// A refusal only when every word is one that we know and the status does not speak of something else.
  ///
  /// A 5xx leaves open what was done, but for the words of the matching engine itself: the venue answers 500 when margin
  /// is insufficient.
  private static func judge(_ words: [String], status: Int) -> Envelope {
    let shown = VenueWord.shown(words.joined(separator: ", "))
    let isServerError = (500...599).contains(status)
    let meanings = words.map {
      isServerError ? VenueRefusal.Class(rejectReason: $0) : VenueRefusal.Class(errorWord: $0)
    }
    let isTrusted = isServerError || (200..<300).contains(status) || byStatus(status) != nil
    if isTrusted, let first = meanings.first, let meaning = first, meanings.allSatisfy({ $0 != nil }) {
      return .refused(VenueRefusal(shown, meaning))
    }
    return byStatus(status, word: shown) ?? .unavailable(word: shown.isEmpty ? "no-error-word" : shown)
  }

  /// What a status says by itself; nil where only the body could tell.
  private static func byStatus(_ status: Int, word: String = "") -> Envelope? {
    let shown = word.isEmpty ? "http-\(status)" : word
    switch status {
    case 400, 404, 405, 413, 414, 415, 422: return .refused(VenueRefusal(shown, .request))
    case 401, 403: return .refused(VenueRefusal(shown, .access))
    case 429: return .refused(VenueRefusal(shown, .rateLimit))
    case 500...599: return .unavailable(word: shown)
    default: return nil
    }
  }
}

extension WireAnswer {
  /// The answer's object, or why a read failed.
  func successful(hasResult: Bool = true) throws(WireError) -> (object: WireObject, serverTime: Timestamp?) {
    switch Envelope(self, hasResult: hasResult) {
    case .success(let object, let serverTime): return (object, serverTime)
    case .refused(let refusal):
      throw WireError(.refused, expected: "an answer", found: refusal.word, refusal: refusal)
    case .unavailable(let word): throw WireError(.unavailable, expected: "an answer", found: word)
    case .malformed(let error): throw error
    }
  }

  /// The venue's clock as the answer shows it, success or not; nil where it shows none.
  public var serverTime: Timestamp? {
    guard case .success(let json) = json, let text = json["serverTime"]?.stringValue else { return nil }
    return WireTime.read(text)
  }
}
