// Uses all of Cryptography in a process of its own, so that a test can choose the environment in which
// libcrypto is initialised. Prints one line and exits 0 when everything agreed.
import Cryptography

func probe() throws -> String {
  let key = try Ed25519PrivateKey.generate()
  let message = Array("abc".utf8)
  let signature = try key.signature(for: message)
  var stream = try SHA256Stream()
  stream.update(message.span)
  let digest = try stream.finish()
  let copy = try Ed25519PrivateKey(pem: key.pem())
  guard key.publicKey.isValidSignature(signature, for: message), copy.publicKey == key.publicKey,
    digest == SHA256.digest(of: message), HMAC.sha256(key: message, message: message).count == 32
  else { preconditionFailure("libcrypto disagrees with itself") }
  return "libcrypto \(LibCryptoVersion.loaded) \(digest)"
}

print(try probe())
