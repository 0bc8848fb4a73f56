/// Placeholder until branch helper-admission brings it.
enum AdmissionPlaceholder {}
