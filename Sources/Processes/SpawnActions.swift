import CLinux
import Glibc

/// `posix_spawn_file_actions_t` and `posix_spawnattr_t` of one start; destroyed when the value ends.
@safe struct SpawnActions: ~Copyable {
  private let actions: UnsafeMutablePointer<posix_spawn_file_actions_t>
  private let attributes: UnsafeMutablePointer<posix_spawnattr_t>

  init() throws(OwnedDescriptor.Failure) {
    unsafe actions = .allocate(capacity: 1)
    unsafe attributes = .allocate(capacity: 1)
    // glibc: initialising either one cannot fail.
    unsafe posix_spawn_file_actions_init(actions)
    unsafe posix_spawnattr_init(attributes)
    var signals = sigset_t()
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(attributes, &signals)
    unsafe sigfillset(&signals)
    unsafe posix_spawnattr_setsigdefault(attributes, &signals)
    unsafe posix_spawnattr_setpgroup(attributes, 0)
    try unsafe check(posix_spawnattr_setflags(attributes, Int16(flags)))
  }

  deinit {
    unsafe posix_spawn_file_actions_destroy(actions)
    unsafe posix_spawnattr_destroy(attributes)
    unsafe actions.deallocate()
    unsafe attributes.deallocate()
  }

  borrowing func duplicate(_ source: Int32, to number: Int32) throws(OwnedDescriptor.Failure) {
    try unsafe check(posix_spawn_file_actions_adddup2(actions, source, number))
  }

  /// Closing what is not open is no failure.
  borrowing func close(_ number: Int32) throws(OwnedDescriptor.Failure) {
    try unsafe check(posix_spawn_file_actions_addclose(actions, number))
  }

  borrowing func closeFrom(_ lowest: Int32) throws(OwnedDescriptor.Failure) {
    try unsafe check(clinux_spawn_close_from(actions, lowest))
  }

  borrowing func changeFolder(_ path: String) throws(OwnedDescriptor.Failure) {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw OwnedDescriptor.Failure(errno: EINVAL) }
    try unsafe check(clinux_spawn_change_folder(actions, path))
  }

  borrowing func spawn(
    _ path: String, _ arguments: borrowing CStringArray, _ environment: borrowing CStringArray
  ) throws(OwnedDescriptor.Failure) -> pid_t {
    var process: pid_t = 0
    guard let argv = unsafe arguments.pointer, let envp = unsafe environment.pointer else {
      throw OwnedDescriptor.Failure(errno: ENOMEM)
    }
    try unsafe check(posix_spawn(&process, path, actions, attributes, argv, envp))
    return process
  }

  private func check(_ error: Int32) throws(OwnedDescriptor.Failure) {
    guard error == 0 else { throw OwnedDescriptor.Failure(errno: error) }
  }
}
