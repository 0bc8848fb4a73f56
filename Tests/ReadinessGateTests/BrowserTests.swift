import DurableFiles
import GateScene
import Processes
import ReadinessCheck
import ReadinessGate
import ReadinessReport
import Testing

private enum Browser {
  static let chromium: String? = {
    ((try? DurableFiles.statusIfPresent("/usr/bin/chromium")) ?? nil) == nil ? nil : "/usr/bin/chromium"
  }()
  static let absent: Comment = "there is no browser: apt-get install chromium"
}

/// The page in headless Chromium, of Debian's package `chromium`.
@Suite("In a real browser the HTML page", .enabled(if: Browser.chromium != nil, Browser.absent))
struct BrowserTests {
  /// Serves the page, shows it to the browser, and prints what the server was asked for besides it and what the
  /// browser made of it. Every path that a page could ask for is answered, so that asking shows.
  private static let session = """
    import http.server, re, struct, subprocess, sys, threading, zlib
    folder, chromium, name = sys.argv[1:]
    asked = []
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            body = open(folder + "/" + name, "rb").read() if self.path == "/" + name else b""
            self.send_response(200); self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
        def log_message(self, *arguments): pass
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    page = open(folder + "/" + name).read().replace("PORT", str(port))
    open(folder + "/" + name, "w").write(page)
    def browse(*options):
        return subprocess.run(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--user-data-dir=" + folder + "/profile", "--window-size=900,1400",
             *options, f"http://127.0.0.1:{port}/{name}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=120, check=True,
            env={"HOME": folder, "PATH": "/usr/bin:/bin"}).stdout.decode()
    def corner(path):
        data, place, packed = open(path, "rb").read(), 8, b""
        while place < len(data):
            size, = struct.unpack(">I", data[place:place + 4])
            if data[place + 4:place + 8] == b"IDAT": packed += data[place + 8:place + 8 + size]
            place += 12 + size
        return zlib.decompress(packed)[1:4].hex()
    for scheme, number in ("dark", 0), ("light", 1):
        shot = f"{folder}/{scheme}.png"
        browse(f"--blink-settings=preferredColorScheme={number}", "--screenshot=" + shot)
        print(scheme, corner(shot))
    dom = browse("--dump-dom")
    print("title", re.search("<title>(.*?)</title>", dom).group(1))
    print("heading", re.sub("<[^>]*>", "", re.search("<h1>(.*?)</h1>", dom, re.S).group(1)))
    print("hostile", dom.count("PWNED"), dom.count("<script"))
    browse("--no-pdf-header-footer", "--print-to-pdf=" + folder + "/page.pdf")
    pdf = open(folder + "/page.pdf", "rb").read()
    print("pdf", pdf[:5].decode(), pdf.count(b"/Type /Page\\n"))
    print("asked", *sorted(set(asked) - {"/" + name}))
    """

  private func facts(of page: String) throws -> [String: String] {
    let scene = try GateScene()
    try scene.write("page.html", page)
    try scene.write("session.py", Self.session)
    let answer = scene.run(
      "/usr/bin/python3", ["session.py", scene.folder, try #require(Browser.chromium), "page.html"],
      milliseconds: 600_000)
    #expect(answer.isSuccess, "\(answer.errors)")
    return Dictionary(
      answer.output.split(separator: "\n").map { line in
        let parts = line.split(separator: " ", maxSplits: 1)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
      }, uniquingKeysWith: { $1 })
  }

  @Test("has two schemes and a print, and loads and runs nothing, whatever the texts say")
  func page() throws {
    var result = RenderingCases.mixed
    let attack =
      "<img src=http://127.0.0.1:PORT/img><script>document.title='PWNED'</script>\"'><link rel=stylesheet href=/css>"
    result.report.blockers[1].title = attack
    result.report.blockers[1].findings[1].message = attack
    result.description = attack
    let facts = try facts(of: ReportFormat.html.render(result, style: .plain))
    #expect(facts["dark"] == "101318")
    #expect(facts["light"] == "ffffff")
    #expect(facts["title"] == "BLOCKED: live for live")
    #expect(facts["heading"] == "✕BLOCKED")
    // As text: in the title of the blocker twice, in the finding and in the description; never as a script.
    #expect(facts["hostile"] == "4 0")
    #expect(facts["pdf"]?.hasPrefix("%PDF- ") == true)
    #expect(facts["asked"] == "")
  }

  /// Without which an empty answer above would prove nothing.
  @Test("would be seen asking, if it asked")
  func control() throws {
    let facts = try facts(
      of: """
        <!DOCTYPE html><html><head><title>before</title></head><body><h1>control</h1>
        <img src="http://127.0.0.1:PORT/img"><link rel=stylesheet href="/css">
        <script>document.title = "PWNED"</script></body></html>
        """)
    #expect(facts["asked"]?.contains("/img") == true && facts["asked"]?.contains("/css") == true)
    #expect(facts["title"] == "PWNED")
  }

  /// The policy alone has to hold as well, were a text ever written as markup.
  @Test("keeps by its policy what escaping would let through")
  func policy() throws {
    let page = ReportFormat.html.render(RenderingCases.ready, style: .plain).replacing(
      "<main>",
      with: "<main><img src=\"http://127.0.0.1:PORT/img\"><script>document.title = 'PWNED'</script>"
        + "<link rel=stylesheet href=\"/css\"><iframe src=\"/frame\"></iframe>")
    let facts = try facts(of: page)
    #expect(facts["asked"] == "")
    #expect(facts["title"] == "READY: live for live")
  }
}
