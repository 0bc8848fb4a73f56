import Testing

@Suite struct AdmissionPlaceholder {}
