/* Lets the k-th call that opens, writes, renames or syncs a file below one folder fail, as a broken or full disk does.
   Loaded with LD_PRELOAD into a process of its own; what is written through memory maps is not seen. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST 65536
static char place[4096];
static long calls, at;
static int reason, stays;
static unsigned char ours[MOST];

/* k = 0 counts alone; with `lasts` every later call fails too. */
void faults_arm(const char *folder, long k, int error, int lasts) {
    calls = 0, at = k, reason = error, stays = lasts;
    strncpy(place, folder, sizeof place - 1);
}
long faults_disarm(void) { place[0] = 0; return calls; }

static int fails(void) {
    calls++;
    if (at && (calls == at || (stays && calls > at))) { errno = reason; return 1; }
    return 0;
}
static int below(const char *path) { return place[0] && path && !strncmp(path, place, strlen(place)); }
static int known(int fd) { return place[0] && fd >= 0 && fd < MOST && ours[fd]; }
static int opened(int fd, int is_ours) { if (fd >= 0 && fd < MOST) ours[fd] = is_ours; return fd; }
#define REAL(type, name, ...) static type (*real)(__VA_ARGS__); if (!real) real = dlsym(RTLD_NEXT, name)

#define OPEN(name) int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; va_end(more); \
    REAL(int, #name, const char *, int, ...); int is_ours = below(path); \
    if (is_ours && fails()) return -1; \
    return opened(real(path, flags, mode), is_ours); }
OPEN(open)
OPEN(open64)
#define OPENAT(name) int name(int folder, const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(more, mode_t) : 0; va_end(more); \
    REAL(int, #name, int, const char *, int, ...); int is_ours = below(path); \
    if (is_ours && fails()) return -1; \
    return opened(real(folder, path, flags, mode), is_ours); }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t);
    return known(fd) && fails() ? -1 : real(fd, data, size);
}
#define PWRITE(name, offset) ssize_t name(int fd, const void *data, size_t size, offset where) { \
    REAL(ssize_t, #name, int, const void *, size_t, offset); return known(fd) && fails() ? -1 : real(fd, data, size, where); }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)
#define SENDFILE(name, offset) ssize_t name(int to, int from, offset *where, size_t size) { \
    REAL(ssize_t, #name, int, int, offset *, size_t); return known(to) && fails() ? -1 : real(to, from, where, size); }
SENDFILE(sendfile, off_t)
SENDFILE(sendfile64, off64_t)
#define SYNC(name) int name(int fd) { REAL(int, #name, int); return known(fd) && fails() ? -1 : real(fd); }
SYNC(fsync)
SYNC(fdatasync)
#define CUT(name, offset) int name(int fd, offset size) { REAL(int, #name, int, offset); return known(fd) && fails() ? -1 : real(fd, size); }
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)
int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *);
    return below(to) && fails() ? -1 : real(from, to);
}
int close(int fd) {
    REAL(int, "close", int);
    if (fd >= 0 && fd < MOST) ours[fd] = 0;
    return real(fd);
}
