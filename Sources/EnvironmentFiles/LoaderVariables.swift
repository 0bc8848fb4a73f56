/// Environment variables that put foreign code into a process before its first line runs.
public enum LoaderVariables {
  /// ld.so(8): the first three. OpenSSL: a configuration that loads engines and providers, and where those are.
  public static let names = ["LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH", "OPENSSL_CONF", "OPENSSL_MODULES"]

  /// Those that are set, in the order of ``names``; an empty value counts as set.
  public static func present(in environment: [String: String]) -> [String] {
    names.filter { environment[$0] != nil }
  }
}
