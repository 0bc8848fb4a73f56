import DurableFiles

/// What each of many repetitions in one process took: the middle one, and the one that 99 of 100 stay below.
struct Batch {
  let medianNanoseconds: Int64
  let ninetyNinthNanoseconds: Int64

  /// - Parameter times: at least one, in nanoseconds.
  init(_ times: [Int64]) {
    let sorted = times.sorted()
    medianNanoseconds = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    ninetyNinthNanoseconds = sorted.isEmpty ? 0 : sorted[sorted.count * 99 / 100]
  }

  /// As floors and peers print it: both numbers, in nanoseconds.
  init?(_ text: String) {
    let numbers = text.split(whereSeparator: \.isWhitespace).compactMap { Int64($0) }
    guard numbers.count == 2 else { return nil }
    (medianNanoseconds, ninetyNinthNanoseconds) = (numbers[0], numbers[1])
  }

  var sample: Sample {
    Sample(
      wallMicroseconds: Double(medianNanoseconds) / 1_000,
      ninetyNinthMicroseconds: Double(ninetyNinthNanoseconds) / 1_000)
  }

  /// Repeats work in this process.
  static func measured(_ repetitions: Int, warmUp: Int, _ work: () throws -> Void) throws -> Batch {
    var times: [Int64] = []
    times.reserveCapacity(repetitions)
    for number in -warmUp..<repetitions {
      let start = Launch.now()
      try work()
      if number >= 0 { times.append(Int64((Launch.now() - start) * 1_000)) }
    }
    return Batch(times)
  }
}

extension Launch {
  /// Runs a floor or a peer that repeats within its own process and prints a batch.
  func batch(output: String) throws -> Batch {
    try run(output: output)
    let text = String(decoding: try DurableFiles.read(output, limit: 4_096), as: UTF8.self)
    guard let batch = Batch(text) else {
      throw Failure(description: "\(arguments.joined(separator: " ")) printed \(text)")
    }
    return batch
  }
}
