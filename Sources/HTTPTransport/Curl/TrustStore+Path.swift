internal import CLibCurl
internal import Glibc

extension TrustStore {
  /// The file with the store's certificates.
  func path() throws(TransportError) -> String {
    let path: String
    switch self {
    case .system:
      guard let information = unsafe clibcurl_version(), let text = unsafe information.pointee.cainfo
      else {
        throw TransportError(
          .setup, "libcurl was built without a system trust store", hint: "install Debian's libcurl4",
          wasPossiblySent: false)
      }
      path = unsafe String(cString: text)
    case .bundle(let own): path = own
    }
    guard unsafe access(path, R_OK) == 0 else {
      throw TransportError(
        .setup, "the trust store \(path) cannot be read (errno \(errno))",
        hint: self == .system ? "install ca-certificates" : "check the path and its permissions",
        wasPossiblySent: false)
    }
    return path
  }
}
