internal import CLibCurl
internal import Cryptography
internal import Glibc

/// The certificates that a server presented in the handshake of a request's connection.
enum CertificateChain {
  /// SHA-256 of each certificate's DER form, leaf first, lower-case hexadecimal.
  static func sha256s(of easy: OpaquePointer) -> [String] {
    var information: UnsafeMutablePointer<curl_certinfo>?
    guard unsafe clibcurl_get_certificates(easy, &information) == CURLE_OK,
      let certificates = unsafe information,
      let lists = unsafe certificates.pointee.certinfo
    else { return [] }
    var digests: [String] = []
    for index in 0..<max(0, Int(unsafe certificates.pointee.num_of_certs)) {
      var node = unsafe lists[index]
      while let field = unsafe node {
        if let text = unsafe field.pointee.data, let der = der(ofField: unsafe String(cString: text)) {
          digests.append(SHA256.digest(of: der).description)
        }
        unsafe node = field.pointee.next
      }
    }
    return digests
  }

  /// The bytes of a field `Cert:-----BEGIN CERTIFICATE-----…`; nil for other fields.
  static func der(ofField field: String) -> [UInt8]? {
    let head = "Cert:-----BEGIN CERTIFICATE-----"
    guard field.hasPrefix(head), let end = field.firstRange(of: "-----END CERTIFICATE-----") else {
      return nil
    }
    return Base64.decode(String(field[..<end.lowerBound].dropFirst(head.count).filter { !$0.isNewline }))
  }
}
