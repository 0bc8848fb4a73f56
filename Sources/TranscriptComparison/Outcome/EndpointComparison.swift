import SimulatedVenue
import StrictJSON

/// The differences at one endpoint, over all of its answers.
public struct EndpointComparison: Sendable, Hashable {
  /// Such as `GET openorders`.
  public let name: String
  /// Answers that were compared.
  public internal(set) var compared = 0
  /// Requests to which the transcript has no answer; the simulator was asked all the same, as the venue may have acted.
  public internal(set) var unanswered = 0
  /// Compared answers with at least one difference.
  public internal(set) var unlike = 0
  /// Rows of lists that only one side had.
  public internal(set) var unpairedRows = 0
  public internal(set) var findings: [Finding] = []

  /// A difference, and where it shows.
  public struct Finding: Sendable, Hashable {
    public let difference: StructuralDifference
    public internal(set) var answers: Int
    /// The number of the first exchange that has it.
    public let firstExchange: Int64
  }
}

/// Collects differences by endpoint.
struct EndpointTally {
  private(set) var endpoints: [EndpointComparison] = []
  private var places: [String: Int] = [:]
  private var findings: [Key: Int] = [:]

  private struct Key: Hashable {
    let place: Int
    let difference: StructuralDifference
  }

  mutating func note(_ parsed: ParsedExchange, simulator: RecordedRun.Answer?) {
    let exchange = parsed.exchange
    let name = WireRequest(method: exchange.method, target: exchange.target).endpointName
    let place = places[name] ?? endpoints.count
    if place == endpoints.count {
      endpoints.append(EndpointComparison(name: name))
      places[name] = place
    }
    guard let answer = exchange.answer else {
      endpoints[place].unanswered += 1
      return
    }
    let (differences, unpaired) = Self.compare(answer, parsed.json, simulator)
    endpoints[place].compared += 1
    endpoints[place].unpairedRows += unpaired
    if !differences.isEmpty { endpoints[place].unlike += 1 }
    for difference in differences {
      let key = Key(place: place, difference: difference)
      if let index = findings[key] {
        endpoints[place].findings[index].answers += 1
      } else {
        findings[key] = endpoints[place].findings.count
        endpoints[place].findings.append(
          .init(difference: difference, answers: 1, firstExchange: exchange.number))
      }
    }
  }

  private static func compare(_ venue: RecordedRun.Answer, _ json: JSON?, _ simulator: RecordedRun.Answer?)
    -> ([StructuralDifference], unpaired: Int)
  {
    var differences: [StructuralDifference] = []
    func note(_ kind: StructuralDifference.Kind, _ venue: String, _ simulator: String) {
      differences.append(
        StructuralDifference(kind: kind, path: "$", venue: [venue], simulator: [simulator]))
    }
    guard let simulator else {
      note(.status, String(venue.status), "no answer")
      return (differences, 0)
    }
    if venue.status != simulator.status { note(.status, String(venue.status), String(simulator.status)) }
    let other = try? JSON.parse(simulator.body)
    guard let json, let other else {
      if (json == nil) != (other == nil) {
        note(.body, json == nil ? "no JSON" : "JSON", other == nil ? "no JSON" : "JSON")
      }
      return (differences, 0)
    }
    let shapes = ShapeComparison(venue: json, simulator: other)
    return (differences + shapes.differences, shapes.unpaired)
  }
}
