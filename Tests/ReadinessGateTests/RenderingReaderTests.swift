import GateScene
import Processes
import ReadinessGate
import ReadinessReport
import StrictJSON
import Testing

/// What readers that others wrote make of our formats, of tame and of hostile texts.
@Suite("An independent reader") struct RenderingReaderTests {
  private static let tapReader = """
    use TAP::Parser; binmode STDOUT, ':utf8';
    local $/; my $text = <STDIN>;
    my $parser = TAP::Parser->new({tap => $text});
    my %seen;
    while (my $r = $parser->next) {
      $seen{$r->type}++;
      print(($r->is_actual_ok ? 'ok' : 'not ok'), ' ', $r->number, ($r->has_skip ? ' skip' : ''),
        ($r->has_todo ? ' todo' : ''), "\\n") if $r->is_test;
    }
    print join(' ', map { "$_=$seen{$_}" } sort keys %seen), "\\n";
    print 'planned ', $parser->tests_planned, ' errors ', scalar($parser->parse_errors), "\\n";
    """

  static let perl: String? = {
    let probe = Processes.run(
      ProcessRequest(.path("/usr/bin/perl"), arguments: ["-MTAP::Parser", "-e", "1"]),
      deadline: .now().advanced(byMilliseconds: 60_000))
    return probe.isSuccess ? "/usr/bin/perl" : nil
  }()

  private func tap(_ result: RunResult) throws -> String {
    let answer = Processes.run(
      ProcessRequest(
        .path(try #require(Self.perl)), arguments: ["-e", Self.tapReader],
        standardInput: Array(ReportFormat.tap.render(result, style: .plain).utf8)),
      deadline: .now().advanced(byMilliseconds: 60_000))
    #expect(answer.isSuccess, "\(answer.errors)")
    return answer.output
  }

  @Test("of TAP, Perl's, finds one test for each blocker", .enabled(if: perl != nil, "perl is not here"))
  func tapTests() throws {
    #expect(
      try tap(RenderingCases.mixed) == """
        ok 1
        not ok 2
        not ok 3
        not ok 4
        not ok 5
        ok 6 skip
        comment=4 plan=1 test=6 version=1 yaml=5
        planned 6 errors 0

        """)
    #expect(
      try tap(RenderingCases.hostile) == """
        not ok 1
        ok 2
        ok 3 skip
        comment=5 plan=1 test=3 version=1 yaml=2
        planned 3 errors 0

        """)
  }

  @Test(
    "of YAML finds the texts in TAP's diagnostics",
    .enabled(if: PythonPeer.withSchemas != nil, Comment(rawValue: PythonPeer.absent)))
  func tapDiagnostics() throws {
    let reader = """
      import sys, yaml
      text = sys.stdin.read()
      blocks = text.split("\\n  ---\\n")[1:]
      for block in blocks:
          value = yaml.safe_load(block.split("\\n  ...\\n")[0])
          print(value["outcome"], value["risk"], [sorted(f) for f in value["findings"]])
          print(ascii(value["findings"][0]["message"]))
      """
    let answer = PythonPeer.run(
      try #require(PythonPeer.withSchemas), reader,
      input: ReportFormat.tap.render(RenderingCases.hostile, style: .plain))
    #expect(answer.isSuccess, "\(answer.errors)")
    let lines = answer.output.split(separator: "\n")
    let keys = "[['at', 'expected', 'found', 'hint', 'message', 'status', 'subject']]"
    #expect(lines.count == 4)
    #expect(lines.first.map(String.init) == "fail low \(keys)")
    #expect(lines.dropFirst(2).first.map(String.init) == "waived low \(keys)")
    #expect(lines.last?.contains("<script>alert(1)</script>") == true)
  }

  @Test(
    "of Prometheus' format finds gauges with the same labels and headers in every file",
    .enabled(if: PythonPeer.withPrometheus != nil, Comment(rawValue: PythonPeer.prometheusAbsent)))
  func prometheus() throws {
    let reader = """
      import sys
      from prometheus_client.parser import text_string_to_metric_families as parse
      headers = set()
      for page in sys.stdin.read().split(chr(1)):
          families = list(parse(page))
          headers.add(tuple((f.name, f.documentation, f.type) for f in families))
          for f in families:
              assert f.type == "gauge", f
              assert len({tuple(s.labels) for s in f.samples}) <= 1, f
              assert len({tuple(s.labels.items()) for s in f.samples}) == len(f.samples), f
              assert all(s.timestamp is None for s in f.samples)
          status = next(f for f in families if f.name == "readiness_blocker_status").samples
          ids = list(dict.fromkeys(s.labels["id"] for s in status))
          assert len(status) == 6 * len(ids) and sum(s.value for s in status) == len(ids)
          print(len(ids), sum(len(f.samples) for f in families))
      assert len(headers) == 1, headers
      print(len(headers.pop()), "families")
      print(ascii(ids[0]))
      """
    let results = RenderingCases.all.map(\.result) + [RenderingCases.hostile]
    let pages = results.map { ReportFormat.prometheus.render($0, style: .plain) }
    let answer = PythonPeer.run(
      try #require(PythonPeer.withPrometheus), reader, input: pages.joined(separator: "\u{1}"))
    #expect(answer.isSuccess, "\(answer.errors)")
    let lines = answer.output.split(separator: "\n").map(String.init)
    #expect(lines.count == results.count + 2)
    for (line, result) in zip(lines, results) {
      let blockers = result.report.blockers.count
      let expected = 13 + 7 * blockers + (result.payloadSha256 == nil ? 0 : 1) + result.report.waivers.count
      #expect(line == "\(blockers) \(expected)")
    }
    #expect(lines.last?.contains("</script><script>alert(1)") == true)
  }

  /// Nagios cuts each line at its first bar, so there is one in all.
  @Test("of a plugin's output finds one bar and every value well-formed")
  func nagios() throws {
    for result in RenderingCases.all.map(\.result) + [RenderingCases.hostile] {
      let text = ReportFormat.nagios.render(result, style: .plain)
      let parts = text.unicodeScalars.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      try #require(parts.count == 2)
      #expect(!parts[0].contains("\n"))
      let data = try #require(parts[1].split(separator: "\n").first).split(separator: " ")
      #expect(data.count == 8)
      for value in data {
        #expect(value.wholeMatch(of: /'[a-z-]+'=[0-9]+(\.[0-9]+)?s?;0?;0?;0/) != nil, "\(value)")
      }
    }
  }

  private static let xmlReader = """
    import sys, xml.dom.minidom as dom
    root = dom.parseString(sys.stdin.buffer.read()).documentElement
    print(*[n.tagName for n in root.getElementsByTagName("*")])
    """

  @Test(
    "of XML finds JUnit's elements and no others",
    .enabled(if: PythonPeer.plain != nil, "python3 is not here"))
  func junit() throws {
    let answer = PythonPeer.run(
      try #require(PythonPeer.plain), Self.xmlReader,
      input: ReportFormat.junit.render(RenderingCases.hostile, style: .plain))
    #expect(answer.output == "testsuite testcase failure testcase testcase skipped\n", "\(answer.errors)")
  }

  private static let sarifReader = """
    import sys, json, jsonschema
    schema, *logs = [json.loads(text) for text in sys.stdin.read().split(chr(1))]
    jsonschema.Draft202012Validator.check_schema(schema)
    for log in logs:
        errors = list(jsonschema.Draft202012Validator(schema).iter_errors(log))
        print(errors[0].message.replace(chr(10), " ") if errors else "valid")
    """

  /// What the standard's own schema says of the members that we write, and that code hosts ask for besides.
  private static let sarifSchema = #"""
    { "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false,
      "required": ["$schema", "version", "runs"],
      "properties": { "$schema": { "type": "string" }, "version": { "const": "2.1.0" },
        "runs": { "type": "array", "minItems": 1, "maxItems": 1, "items": { "$ref": "#/$defs/run" } } },
      "$defs": {
        "text": { "type": "object", "additionalProperties": false, "required": ["text"],
          "properties": { "text": { "type": "string", "minLength": 1 } } },
        "run": { "type": "object", "additionalProperties": false, "required": ["tool", "results", "columnKind"],
          "properties": {
            "tool": { "type": "object", "additionalProperties": false, "required": ["driver"], "properties": {
              "driver": { "type": "object", "additionalProperties": false, "required": ["name"], "properties": {
                "name": { "type": "string" }, "version": { "type": "string" },
                "rules": { "type": "array", "uniqueItems": true, "items": { "type": "object",
                  "additionalProperties": false, "required": ["id"], "properties": { "id": { "type": "string" },
                    "shortDescription": { "$ref": "#/$defs/text" }, "help": { "$ref": "#/$defs/text" } } } } } } } },
            "invocations": { "type": "array", "items": { "type": "object", "additionalProperties": false,
              "required": ["executionSuccessful"], "properties": {
                "executionSuccessful": { "type": "boolean" }, "exitCode": { "type": "integer" } } } },
            "columnKind": { "enum": ["utf16CodeUnits", "unicodeCodePoints"] },
            "results": { "type": "array", "items": { "$ref": "#/$defs/result" } },
            "properties": { "type": "object" } } },
        "result": { "type": "object", "additionalProperties": false,
          "required": ["message", "ruleId", "locations", "partialFingerprints"], "properties": {
            "ruleId": { "type": "string" }, "ruleIndex": { "type": "integer", "minimum": 0 },
            "kind": { "const": "fail" }, "level": { "enum": ["none", "note", "warning", "error"] },
            "message": { "$ref": "#/$defs/text" },
            "locations": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/location" } },
            "relatedLocations": { "type": "array", "items": { "$ref": "#/$defs/location" } },
            "partialFingerprints": { "type": "object", "minProperties": 1, "additionalProperties": { "type": "string" } },
            "suppressions": { "type": "array", "items": { "type": "object", "additionalProperties": false,
              "required": ["kind"], "properties": { "kind": { "enum": ["inSource", "external"] },
                "status": { "enum": ["accepted", "underReview", "rejected"] }, "justification": { "type": "string" } } } },
            "properties": { "type": "object" } } },
        "location": { "type": "object", "additionalProperties": false, "required": ["physicalLocation"], "properties": {
          "message": { "$ref": "#/$defs/text" },
          "physicalLocation": { "type": "object", "additionalProperties": false,
            "required": ["artifactLocation", "region"], "properties": {
              "artifactLocation": { "type": "object", "additionalProperties": false, "required": ["uri"],
                "properties": { "uri": { "type": "string", "pattern": "^[A-Za-z0-9._~:/%-]+$" } } },
              "region": { "type": "object", "additionalProperties": false, "required": ["startLine"], "properties": {
                "startLine": { "type": "integer", "minimum": 1 }, "startColumn": { "type": "integer", "minimum": 1 }
              } } } } } } } }
    """#

  @Test(
    "of SARIF finds what the standard asks for",
    .enabled(if: PythonPeer.withSchemas != nil, Comment(rawValue: PythonPeer.absent)))
  func sarif() throws {
    let logs = (RenderingCases.all.map(\.result) + [RenderingCases.hostile]).map {
      ReportFormat.sarif.render($0, style: .plain)
    }
    let answer = PythonPeer.run(
      try #require(PythonPeer.withSchemas), Self.sarifReader,
      input: ([Self.sarifSchema] + logs).joined(separator: "\u{1}"))
    #expect(answer.isSuccess, "\(answer.errors)")
    #expect(answer.output.split(separator: "\n") == logs.map { _ in "valid" })
    let run = try #require(try JSON.parse(Array(logs[0].utf8))["runs"]?.arrayValue?.first)
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.arrayValue)
    let results = try #require(run["results"]?.arrayValue)
    #expect(results.count == 5)
    for result in results {
      let index = try #require(result["ruleIndex"]?.integerValue)
      #expect(rules[Int(index)]["id"] == result["ruleId"])
      let place = try #require(result["locations"]?.arrayValue?.first?["physicalLocation"])
      #expect(place["artifactLocation"]?["uri"] == "policies/live.yaml")
      #expect(place["region"]?["startLine"] == .integer(9) && place["region"]?["startColumn"] == .integer(5))
    }
    #expect(results[0]["relatedLocations"]?.arrayValue?.count == 1)
  }
}
