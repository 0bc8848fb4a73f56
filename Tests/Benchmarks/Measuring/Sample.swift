/// What one run took.
struct Sample {
  var wallMicroseconds: Double
  /// User and system time of the process and of all that it waited for; nil for what is measured in this process.
  var processorMicroseconds: Double?
  /// Of the repetitions within the run, the one that 99 of 100 stay below; nil for what runs once.
  var ninetyNinthMicroseconds: Double?
  /// The most memory that the process held at once, in KiB.
  var peakKibibytes: Int?
}

/// What somebody does in each round.
struct Contestant {
  let name: String
  let run: () throws -> Sample
}

/// The samples of one contestant, in the order of the rounds.
struct Series {
  let name: String
  private(set) var samples: [Sample] = []

  init(_ name: String) { self.name = name }

  mutating func append(_ sample: Sample) { samples.append(sample) }

  var wall: Spread { Spread(samples.map(\.wallMicroseconds)) }
  var processor: Spread? {
    let times = samples.compactMap(\.processorMicroseconds)
    return times.isEmpty ? nil : Spread(times)
  }

  /// The most that any of the runs held.
  var peakKibibytes: Int? { samples.compactMap(\.peakKibibytes).max() }

  /// Of the 99th percentiles of the runs.
  var tail: Spread? {
    let times = samples.compactMap(\.ninetyNinthMicroseconds)
    return times.isEmpty ? nil : Spread(times)
  }

  /// How many times as long as the other one this took, pair by pair.
  func ratio(to other: Series) -> Spread {
    Spread(zip(samples, other.samples).map { $0.wallMicroseconds / $1.wallMicroseconds })
  }

  /// The same of the 99th percentiles; nil where one of the two has none.
  func tailRatio(to other: Series) -> Spread? {
    let ratios: [Double] = zip(samples, other.samples).compactMap { mine, others in
      guard let tail = mine.ninetyNinthMicroseconds, let other = others.ninetyNinthMicroseconds else {
        return nil
      }
      return tail / other
    }
    return ratios.isEmpty ? nil : Spread(ratios)
  }
}

/// Median, least and most.
struct Spread {
  let median: Double
  let least: Double
  let most: Double

  /// - Parameter values: at least one.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    least = sorted.first ?? 0
    most = sorted.last ?? 0
    median = sorted.isEmpty ? 0 : (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }
}

/// Lets everybody run once a round, in turns, so that what disturbs the machine disturbs them alike.
func alternate(rounds: Int, _ contestants: [Contestant]) throws -> [Series] {
  var series = contestants.map { Series($0.name) }
  for contestant in contestants { _ = try contestant.run() }
  for round in 0..<max(1, rounds) {
    // Nobody always runs after the same neighbour.
    for offset in contestants.indices {
      let index = (round + offset) % contestants.count
      series[index].append(try contestants[index].run())
    }
  }
  return series
}
