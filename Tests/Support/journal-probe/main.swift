import Glibc
import StrictJSON
import TradeJournal

// Writes records into a journal, one synced after the other, and says which are: `journal-probe FOLDER COUNT`.
//
// Exit status 0 when all are, 3 when the journal cannot be opened, 4 when it took no more; the reason on standard error.

func end(_ error: JournalError, _ status: Int32) -> Never {
  let text = "\(error) [\(error.code)]\n"
  _ = unsafe write(STDERR_FILENO, text, text.utf8.count)
  exit(status)
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let count = Int(arguments[2]) else { exit(64) }
// Small, so that a few records roll over several segments.
let settings = JournalSettings(segmentBytes: 4096, reserveBytes: 0, bodyBytes: 512, spareSegments: 1)
do {
  let journal: Journal
  do throws(JournalError) { journal = try Journal(opening: arguments[1], settings) } catch { end(error, 3) }
  for _ in 0..<count {
    let body: JSON = [
      "after": .integer(journal.lastSeq), "padding": .string(String(repeating: "x", count: 300)),
    ]
    let seq = try journal.append([body], use: .protective)
    try journal.synchronize()
    print("synced \(seq)")
    fflush(nil)
    // Whether there is room ahead shows when it is needed.
    try? journal.prepareSpares()
    if seq.isMultiple(of: 10) { try journal.compact(body: .integer(seq)) }
  }
} catch {
  end(error, 4)
}
