import ReadinessCheck

/// How the program ended: only what it printed before an exit status of 0 is read.
enum ProgramEnding {
  static func output(of answer: ProgramAnswer, _ program: String) throws(ExternalRefusal) -> [UInt8] {
    if let output = answer.successfulOutput { return output }
    let said = lastWords(answer.standardError)
    throw ExternalRefusal(
      .unknown, program, expected: "exit status 0 and an answer", found: answer.ending.words + said,
      answer.ending.sentence, hint: answer.ending.hint)
  }

  /// The last line of standard error that says anything: an interpreter names the mistake there.
  private static func lastWords(_ bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: 0x0A).map { $0.drop { $0 == 0x20 || $0 == 0x0D } }
    guard let line = lines.last(where: { !$0.isEmpty }) else { return "" }
    return ": \(String(decoding: line.prefix(300), as: UTF8.self))"
  }
}

extension ProgramAnswer.Ending {
  fileprivate var words: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .signalled(let signal): "signal \(signal)"
    case .killedAsAsked, .timedOut: "no answer in time"
    case .outputLimitExceeded: "more than 1 MiB"
    case .notStarted(let reason): "not started, \(reason)"
    }
  }

  fileprivate var sentence: String {
    switch self {
    case .exited: "the program did not end with exit status 0"
    case .signalled: "the program was ended by a signal"
    case .killedAsAsked, .timedOut:
      "the program did not answer in time, and was ended with all that it had started"
    case .outputLimitExceeded: "the program wrote too much and was ended"
    case .notStarted: "the program could not be started"
    }
  }

  fileprivate var hint: String {
    switch self {
    case .exited:
      "say 'fail' or 'unknown' in the answer and end with 0; any other status says that there is no answer"
    case .signalled: "run it by hand, with the request on its standard input"
    case .killedAsAsked, .timedOut: "find what it waits for, or raise the blocker's 'timeout'"
    case .outputLimitExceeded: "answer in at most 1 MiB, and write as little to standard error"
    case .notStarted:
      "begin a script with '#!' and the absolute path of an interpreter that is installed; anything else has to be "
        + "a program for this machine"
    }
  }
}
