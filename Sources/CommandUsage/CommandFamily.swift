public import ArgumentParser

/// A command that only holds others.
///
/// Without one of them it is a mistake: ArgumentParser would print help and end with 0, which says READY to a script
/// that has lost its arguments.
public protocol CommandFamily: ParsableCommand {}

extension CommandFamily {
  public mutating func run() throws {
    throw MissingCommand(
      family: Self.configuration.commandName ?? "",
      choice: Self.configuration.subcommands.compactMap { $0.configuration.commandName })
  }
}

/// A family was named and none of its members.
struct MissingCommand: Error {
  let family: String
  let choice: [String]
}
