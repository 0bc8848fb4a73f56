import ArgumentParser
import DurableFiles
import KrakenSimulator
import SimulatedVenue
import StrictJSON
import TranscriptComparison

/// What `--compare` prints, and with which status it ends.
struct TranscriptReply {
  let isJSON: Bool

  func compare(_ file: String, scenario: Scenario?, seed: UInt64) -> ExitCode {
    let comparison: TranscriptComparison
    do throws(TranscriptRefusal) {
      comparison = try TranscriptComparison(
        RecordedRun(try Self.read(file)), configuration: .standard(seed: seed),
        actions: scenario?.actions ?? [], credential: .standard)
    } catch {
      return refuse(file, error)
    }
    let text =
      isJSON
      ? comparison.json.text() + "\n" : comparison.lines.map { $0 + "\n" }.joined()
    guard StandardOutput.write(text) else {
      StandardError.write(
        "kraken-simulator: standard output cannot be written [output.not-written]\n"
          + "hint: is what it goes to open, and has it room?\n")
      return ExitCode(74)
    }
    return comparison.isAlike ? .success : ExitCode(1)
  }

  private static func read(_ file: String) throws(TranscriptRefusal) -> [UInt8] {
    do { return try DurableFiles.read(file, limit: RecordedRun.fileLimit) } catch {
      if case .tooLarge = error.reason {
        throw TranscriptRefusal(
          .tooLarge, "the transcript has more than \(RecordedRun.fileLimit) bytes")
      }
      throw TranscriptRefusal(.unreadableFile, "the transcript cannot be read: \(error)")
    }
  }

  /// The people's form goes to standard error in both cases, the object to standard output.
  private func refuse(_ file: String, _ refusal: TranscriptRefusal) -> ExitCode {
    StandardError.write(
      "kraken-simulator: \(refusal.message) [\(refusal.code.rawValue)]\nhint: \(refusal.hint)\n")
    if isJSON {
      let object: JSON = [
        "error": [
          "code": .string(refusal.code.rawValue), "message": .string(refusal.message),
          "hint": .string(refusal.hint), "file": .string(file),
        ]
      ]
      _ = StandardOutput.write(object.text() + "\n")
    }
    return ExitCode(4)
  }
}
