/// A program to run, and everything it gets. What is not named here it does not get.
public struct ProcessRequest: Sendable {
  public enum Executable: Hashable, Sendable {
    /// An absolute path; never searched for.
    case path(String)
    /// An open ELF file, executed through `/proc/self/fd/N`: what was hashed is what runs. The program does not get
    /// the descriptor.
    case descriptor(Int32)
    /// An open script or ELF file that stays open in the program as number `visibleAs`: an interpreter opens
    /// `/proc/self/fd/N` only after it has been started.
    case script(Int32, visibleAs: Int32)
    /// This very program, also when its file has been replaced meanwhile.
    case selfExecutable
  }

  /// A descriptor of this process under the number that the child gets it by.
  public struct InheritedDescriptor: Hashable, Sendable {
    public var descriptor: Int32
    public var number: Int32

    /// - Parameter number: 3 to 63; standard input, output and error are always pipes.
    public init(_ descriptor: Int32, as number: Int32) {
      self.descriptor = descriptor
      self.number = number
    }
  }

  public var executable: Executable
  /// `argv[0]`; the path when nil.
  public var name: String?
  /// `argv[1...]`.
  public var arguments: [String]
  /// The whole environment, passed with its keys sorted; nothing is inherited.
  public var environment: [String: String]
  /// Empty: the child reads the end of the file at once.
  public var standardInput: [UInt8]
  /// This process's own when nil.
  public var workingDirectory: String?
  /// Every other descriptor is closed in the child.
  public var inheritedDescriptors: [InheritedDescriptor]
  /// Bytes of standard output; the byte after that ends the whole process group.
  public var outputLimit: Int
  /// Bytes of standard error, likewise.
  public var errorLimit: Int
  /// SIGKILL the process group as soon as these bytes stand in standard output; never when nil or empty.
  public var killAfterOutput: [UInt8]?

  public init(
    _ executable: Executable, name: String? = nil, arguments: [String] = [],
    environment: [String: String] = [:],
    standardInput: [UInt8] = [], workingDirectory: String? = nil,
    inheritedDescriptors: [InheritedDescriptor] = [], outputLimit: Int = 8 << 20, errorLimit: Int = 1 << 20,
    killAfterOutput: [UInt8]? = nil
  ) {
    self.executable = executable
    self.name = name
    self.arguments = arguments
    self.environment = environment
    self.standardInput = standardInput
    self.workingDirectory = workingDirectory
    self.inheritedDescriptors = inheritedDescriptors
    self.outputLimit = outputLimit
    self.errorLimit = errorLimit
    self.killAfterOutput = killAfterOutput
  }
}
