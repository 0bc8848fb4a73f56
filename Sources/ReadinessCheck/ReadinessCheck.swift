// ReadinessCheck
