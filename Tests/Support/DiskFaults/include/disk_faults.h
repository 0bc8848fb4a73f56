// A library to be preloaded into a process (LD_PRELOAD) whose disk is to fail. It is linked into nothing.
//
// It stands before libc's functions, so it sees what a program calls through them and no raw system call.
//
// DISK_FAULTS_UNDER  A folder; only files and folders in it, and itself, count. Without it nothing happens.
// DISK_FAULTS_PLAN   Rules, separated by commas: OPERATION:WHEN:ACTION. The first that fits is followed.
// DISK_FAULTS_COUNT  A file that says how often each operation was seen: lines `write 0000000012`. It is
//                    kept up to date through a mapping, so that it also tells when the process was killed.
//
// OPERATION  write     write, writev, pwrite, pwritev
//            sync      fsync, fdatasync, of files and folders
//            open      open, openat, creat, for writing
//            rename    rename, renameat, renameat2; counted where the new name is
//            link      link, linkat
//            unlink    unlink, unlinkat
//            allocate  fallocate, posix_fallocate
//            truncate  truncate, ftruncate
//            mkdir     mkdir, mkdirat
//            any       all of these, counted together
// WHEN       3 the third, 3+ the third and all later ones, * all; counted in this process from 1
// ACTION     EIO, ENOSPC, EROFS, EDQUOT, EACCES: fails so, and does nothing
//            kill-before (or kill), kill-after: SIGKILL
//            kill-torn   writes half of the bytes, then SIGKILL; otherwise as kill-before
//            short       writes half of the bytes and says so; otherwise nothing happens
//            stall=MS    waits so many milliseconds first
#pragma once

#define DISK_FAULTS_UNDER "DISK_FAULTS_UNDER"
#define DISK_FAULTS_PLAN "DISK_FAULTS_PLAN"
#define DISK_FAULTS_COUNT "DISK_FAULTS_COUNT"
