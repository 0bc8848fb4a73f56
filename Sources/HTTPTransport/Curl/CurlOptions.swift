internal import CLibCurl

/// Sets options of an easy handle and remembers the first that curl refuses.
@safe struct CurlOptions {
  private let easy: OpaquePointer
  private var refused: (option: CURLoption, code: CURLcode)?

  init(_ easy: OpaquePointer) { unsafe self.easy = unsafe easy }

  func check() throws(TransportError) {
    guard let refused else { return }
    throw TransportError(
      .setup, "libcurl refuses option \(refused.option.rawValue) (error \(refused.code.rawValue))",
      hint: "check which libcurl is installed", wasPossiblySent: false)
  }

  mutating func set(_ option: CURLoption, _ value: Int) {
    unsafe note(option, clibcurl_set_long(easy, option, value))
  }

  mutating func set(_ option: CURLoption, size: Int) {
    unsafe note(option, clibcurl_set_size(easy, option, curl_off_t(size)))
  }

  /// curl keeps a copy.
  mutating func set(_ option: CURLoption, _ text: String) {
    unsafe note(option, text.withCString { unsafe clibcurl_set_text(easy, option, $0) })
  }

  mutating func set(_ option: CURLoption, _ text: UnsafePointer<CChar>) {
    unsafe note(option, clibcurl_set_text(easy, option, text))
  }

  /// What it points to has to outlive its use.
  mutating func set(_ option: CURLoption, pointer: UnsafeMutableRawPointer?) {
    unsafe note(option, clibcurl_set_pointer(easy, option, pointer))
  }

  mutating func set(
    _ option: CURLoption,
    _ callback: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int
  ) {
    unsafe note(option, clibcurl_set_buffer_callback(easy, option, callback))
  }

  mutating func setBeforeRequest(
    _ callback:
      @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32
      ) -> Int32
  ) {
    unsafe note(CURLOPT_PREREQFUNCTION, clibcurl_set_before_request(easy, callback))
  }

  mutating func setOpenSocket(
    _ callback:
      @convention(c) (
        UnsafeMutableRawPointer?, curlsocktype, UnsafeMutablePointer<curl_sockaddr>?
      ) -> curl_socket_t
  ) {
    unsafe note(CURLOPT_OPENSOCKETFUNCTION, clibcurl_set_open_socket(easy, callback))
  }

  mutating func setCloseSocket(_ callback: @convention(c) (UnsafeMutableRawPointer?, curl_socket_t) -> Int32)
  {
    unsafe note(CURLOPT_CLOSESOCKETFUNCTION, clibcurl_set_close_socket(easy, callback))
  }

  /// What is the same for every request of a transport. Nothing here is left to curl's defaults that decides whom it
  /// talks to, and nothing that the environment could name.
  mutating func setFixed(_ options: LaneOptions) {
    set(CURLOPT_URL, "\(options.origin)/")
    set(CURLOPT_PROTOCOLS_STR, options.origin.scheme.rawValue)
    set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
    set(CURLOPT_HTTP09_ALLOWED, 0)
    set(CURLOPT_FOLLOWLOCATION, 0)
    set(CURLOPT_PROXY, "")
    set(CURLOPT_NOPROXY, "*")
    set(CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue))
    set(CURLOPT_NOSIGNAL, 1)
    // A name that is still being looked up when a request ends is not waited for.
    set(CURLOPT_QUICK_EXIT, 1)
    set(CURLOPT_HTTP_CONTENT_DECODING, 0)
    set(CURLOPT_MAXFILESIZE_LARGE, size: options.maximumResponseBytes)

    set(CURLOPT_TCP_NODELAY, 1)
    set(CURLOPT_TCP_KEEPALIVE, 1)
    set(CURLOPT_TCP_KEEPIDLE, 15)
    set(CURLOPT_TCP_KEEPINTVL, 5)
    // Whole seconds, the lane's own sweep is exact; 0 would mean no limit.
    let seconds = Int(options.maximumConnectionAgeNanoseconds / 1_000_000_000) + 1
    set(CURLOPT_MAXLIFETIME_CONN, seconds)
    set(CURLOPT_MAXAGE_CONN, seconds)

    set(CURLOPT_SSL_VERIFYPEER, 1)
    set(CURLOPT_SSL_VERIFYHOST, 2)
    set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
    set(CURLOPT_CAINFO, options.trustPath)
    unsafe set(CURLOPT_CAPATH, pointer: nil)
    // The parsed store, 15 ms of work; a folder beside it would switch this off.
    set(CURLOPT_CA_CACHE_TIMEOUT, 3_600)
    // A resumed session shows no certificates.
    set(CURLOPT_SSL_SESSIONID_CACHE, 0)
    set(CURLOPT_CERTINFO, 1)
  }

  private mutating func note(_ option: CURLoption, _ code: CURLcode) {
    if code != CURLE_OK, refused == nil { refused = (option, code) }
  }
}
