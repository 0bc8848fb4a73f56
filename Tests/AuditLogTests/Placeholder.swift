import Testing

@Suite struct AuditLogPlaceholder {}
