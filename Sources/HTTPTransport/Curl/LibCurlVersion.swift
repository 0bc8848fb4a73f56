internal import CLibCurl

/// The version of libcurl that the dynamic linker found, which need not be the one compiled against.
public struct LibCurlVersion: Sendable, Hashable, CustomStringConvertible {
  /// As `curl_version_info` answers it, such as `7.88.1`.
  public let description: String
  /// 0xXXYYZZ for X.Y.Z; 0 when unknown.
  let number: UInt32

  /// The loaded library's.
  public static let loaded: LibCurlVersion = {
    guard let information = unsafe clibcurl_version(), let text = unsafe information.pointee.version
    else { return LibCurlVersion(description: "unknown", number: 0) }
    return unsafe LibCurlVersion(description: String(cString: text), number: information.pointee.version_num)
  }()
}
