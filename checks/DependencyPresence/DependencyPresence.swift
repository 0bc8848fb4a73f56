// DependencyPresence
