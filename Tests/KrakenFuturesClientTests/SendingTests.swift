import Chronology
import HTTPTransport
import KrakenFutures
import KrakenFuturesClient
import KrakenWorld
import Testing
import Trading

@Suite("Sending") struct SendingTests {
  @Test("an entry waits for the answer that the dead-man's switch is off, everything else does not")
  func switchFirst() async throws {
    let scene = try await ClientScene()
    scene.fault("{fault: refuse, status: 503, endpoint: cancelallordersafter}")
    #expect(localWord(await scene.venue.send(.enter(try scene.entry(1)))) == "dead-mans-switch-not-off")
    #expect(scene.sent("sendorder") == 0)
    #expect(isAccepted(await scene.venue.send(.protect(try scene.stop(2)))))
    let now = scene.world.now.description
    let armed =
      #"{"result":"success","status":{"currentTime":"\#(now)","triggerTime":"2026-11-19T00:00:00.000Z"},"#
      + #""serverTime":"\#(now)"}"#
    scene.fault("{fault: replace, endpoint: cancelallordersafter, text: '\(armed)'}")
    #expect(localWord(await scene.venue.send(.enter(try scene.entry(3)))) == "dead-mans-switch-not-off")
    #expect(isAccepted(await scene.venue.send(.enter(try scene.entry(4)))))
    #expect(scene.sent("cancelallordersafter") == 3)
    #expect(isAccepted(await scene.venue.send(.enter(try scene.entry(5)))))
    #expect(scene.sent("cancelallordersafter") == 3)
    // What was certain ends with the link.
    scene.fault("{fault: lose-reply, endpoint: openorders}")
    await scene.venue.refresh(.orders, urgency: .routine)
    #expect(isAccepted(await scene.venue.send(.enter(try scene.entry(6)))))
    #expect(scene.sent("cancelallordersafter") == 4)
    let forms = scene.world.requests.filter { $0.path.hasSuffix("/cancelallordersafter") }.map(\.body)
    #expect(forms.allSatisfy { $0 == Array("timeout=0".utf8) })
  }

  @Test(
    "after a lost link the switch is asked again before a reading is relied on, not more often than each 5 s")
  func renewal() async throws {
    let scene = try await ClientScene()
    #expect(isAccepted(await scene.venue.send(.enter(try scene.entry(1)))))
    scene.fault("{fault: lose-reply, endpoint: openorders}")
    scene.fault("{fault: refuse, status: 503, endpoint: cancelallordersafter, nth: 1, always: true}")
    scene.world.pass(6_000)
    await scene.venue.refresh(.orders, urgency: .routine)
    for _ in 0..<5 { _ = await scene.settled() }
    #expect(scene.sent("cancelallordersafter") == 2)
    scene.world.pass(5_000)
    _ = await scene.settled()
    #expect(scene.sent("cancelallordersafter") == 3)
  }

  @Test("only protective commands go over the protective connection, each with its own deadline")
  func lanes() async throws {
    let scene = try await ClientScene(
      deadlines: ClientDeadlines(protective: Milliseconds(1_500), entry: .seconds(3), read: .seconds(2)))
    let stop = try scene.stop(2)
    _ = await scene.venue.send(.enter(try scene.entry(1)))
    _ = await scene.venue.send(.protect(stop))
    _ = await scene.venue.send(
      .amend(OrderAmendment(order: .client(stop.id), symbol: scene.symbol, triggerPrice: stop.triggerPrice)))
    _ = await scene.venue.send(.cancel(.client(stop.id), scene.symbol))
    _ = await scene.venue.send(.exit(try scene.exit(3)))
    _ = await scene.venue.refresh(.symbol(scene.symbol), urgency: .protective)
    for request in scene.world.requests {
      let name = request.path.split(separator: "/").last ?? ""
      let isEntry = String(decoding: request.body, as: UTF8.self).contains("processBefore=")
      let isCommand = ["sendorder", "editorder", "cancelorder", "cancelallordersafter"].contains(name)
      #expect(request.isProtective == (isCommand && !isEntry), "\(name)")
      let timeout: Int64 = isEntry ? 3_000 : isCommand ? 1_500 : 2_000
      #expect(request.timeout.count == timeout && request.connectTimeout.count == timeout, "\(name)")
    }
  }

  @Test("what cannot be said on the wire is refused here, and what was surely not sent is not unknown")
  func local() async throws {
    let scene = try await ClientScene()
    #expect(localWord(await scene.venue.send(.exit(try scene.exit(1, "0")))) == "size-not-above-zero")
    let silent = KrakenFuturesVenue(
      transport: Silence(error: TransportError(.connect, "refused", wasPossiblySent: false)),
      signer: try RequestSigner(key: KrakenWorld.key, secret: KrakenWorld.secret), recorder: nil,
      clock: scene.world.clock(), deadlines: ClientDeadlines())
    #expect(localWord(await silent.send(.protect(try scene.stop(2)))) == "transport.connect")
    let keyless = KrakenFuturesVenue(
      transport: scene.world, signer: nil, recorder: nil, clock: scene.world.clock(),
      deadlines: ClientDeadlines())
    #expect(localWord(await keyless.send(.protect(try scene.stop(3)))) == "no-credentials")
  }

  private struct Silence: WireTransport {
    let error: TransportError
    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse { throw error }
  }

  @Test("a session that is suddenly vouched for otherwise is not believed")
  func stranger() async throws {
    let scene = try await ClientScene()
    let changing = ChangingSession(world: scene.world)
    let venue = KrakenFuturesVenue(
      transport: changing, signer: try RequestSigner(key: KrakenWorld.key, secret: KrakenWorld.secret),
      recorder: nil, clock: scene.world.clock(), deadlines: ClientDeadlines())
    #expect(await venue.refresh(.positions, urgency: .routine).first?.isComplete == true)
    #expect(await venue.refresh(.account, urgency: .routine).first?.isComplete == false)
    #expect(unknownReason(await venue.send(.protect(try scene.stop(1)))) == "session-not-as-before")
  }

  /// Verified as the world is for positions, otherwise for everything else.
  private struct ChangingSession: WireTransport {
    let world: KrakenWorld
    func perform(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      let answer = try await world.perform(request)
      guard !request.path.hasSuffix("/openpositions") else { return answer }
      return HTTPResponse(
        status: answer.status, headers: answer.headers, body: answer.body,
        session: TransportSession(
          origin: answer.session.origin, certificateSha256s: [],
          isVerifiedBySystemTrustStore: !answer.session.isVerifiedBySystemTrustStore),
        sentAtNanoseconds: answer.sentAtNanoseconds, receivedAtNanoseconds: answer.receivedAtNanoseconds)
    }
  }

  @Test("everything is taken down, requests before their answers, without key and signature")
  func recorder() async throws {
    let scene = try await ClientScene()
    _ = await scene.venue.send(.enter(try scene.entry(1)))
    scene.fault("{fault: lose-reply, endpoint: sendorder}")
    _ = await scene.venue.send(.protect(try scene.stop(2)))
    _ = await scene.venue.refresh(.order(.client(try scene.stop(2).id)), urgency: .routine)
    let (requests, answers) = (scene.tape.requests, scene.tape.answers)
    #expect(requests.map(\.number) == Array(1...requests.count))
    #expect(answers.map(\.number) == requests.map(\.number))
    #expect(requests.count == scene.world.requests.count)
    let stop = try #require(requests.first { $0.form.contains("orderType=stp") })
    #expect(
      stop.method == "POST" && stop.target == "/derivatives/api/v3/sendorder" && stop.isSigned
        && stop.isProtective)
    #expect(
      answers[stop.number - 1].content == .failure(code: "transport.reset", wasPossiblySent: true))
    for (request, answer) in zip(requests, answers) {
      #expect(answer.atMilliseconds >= request.atMilliseconds)
      #expect(!"\(request) \(answer)".contains(KrakenWorld.key))
    }
  }
}
