import Cryptography

extension OrderMapping {
  /// The table as a page for people, in Markdown; `ORDER-MAPPING.md` beside the sources is this text.
  public static let markdown: String = {
    var text = """
      # Order mapping of \(KrakenFutures.adapterName)

      Generated from `OrderMapping`; a test compares this file with it, and `RECORD_GOLDEN=1 swift test` writes it anew.
      SHA-256 of the canonical form, as `trading-engine identity --json` and certification evidence state it:
      `\(sha256.hex)`.

      Every command is a POST with a form body, in the order shown: what, where, which way, how much, at which price,
      under which condition, and last what makes the request this one. The signature covers the bytes, so the order is
      part of them; fixed, equal intents are equal bytes. Escaped is everything outside `A–Za–z0–9-_.~`. Headers:
      `Content-Type: application/x-www-form-urlencoded`, `APIKey`, `Authent`; no `Nonce`.

      Values are examples; words such as `stp`, `true` and `ABSOLUTE` are what is always sent.

      | Intent | Endpoint | Parameters, in order | Not sent |
      |---|---|---|---|

      """
    for row in rows {
      let parameters = row.request.parameters.map { "`\($0.name)=\($0.value)`" }.joined(separator: " ")
      let endpoint = row.request.path.dropFirst(KrakenFutures.tradingPath.count)
      let absent = row.absent.map { "`\($0)`" }.joined(separator: " ")
      text += "| \(row.intent) | `\(endpoint)` | \(parameters) | \(absent) |\n"
    }
    return text
  }()
}
