// ExactDecimal
