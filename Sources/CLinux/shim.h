#pragma once
#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>
