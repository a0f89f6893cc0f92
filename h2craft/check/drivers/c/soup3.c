/* libsoup 3 as a driver: soup3 key=value... */
#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 1024
#define PIECE 16384

static GHashTable *told;
static int asked, finished, requests, parallel, bad;
static GMainLoop *loop;
static SoupSession *session;

typedef struct {
  int n;
  SoupMessage *message;
  GInputStream *body;
  unsigned char shown[SHOWN], piece[PIECE];
  gsize kept, length;
} Answer;

static const char *word(const char *name, const char *otherwise) {
  const char *value = g_hash_table_lookup(told, name);
  return value && *value ? value : otherwise;
}

static void quoted(GString *out, const char *text) {
  g_string_append_c(out, '"');
  for (const unsigned char *one = (const unsigned char *) text; *one; one++)
    if (*one < 0x20 || *one >= 0x7f || *one == '"' || *one == '\\') g_string_append_printf(out, "\\u%04x", *one);
    else g_string_append_c(out, *one);
  g_string_append_c(out, '"');
}

static void next(void);

static void say(Answer *answer, const char *error) {
  GString *out = g_string_new(NULL);
  guint status = soup_message_get_status(answer->message);
  g_string_append_printf(out, "{\"n\":%d,\"ok\":%s,\"status\":", answer->n, error ? "false" : "true");
  if (status) g_string_append_printf(out, "%u", status); else g_string_append(out, "null");
  g_string_append_printf(out, ",\"length\":%" G_GSIZE_FORMAT ",\"body\":\"", answer->length);
  for (gsize i = 0; i < answer->kept; i++) g_string_append_printf(out, "%02x", answer->shown[i]);
  g_string_append(out, "\",\"error\":");
  quoted(out, error ? error : "");
  g_string_append(out, ",\"fields\":[");
  SoupMessageHeadersIter fields;
  const char *name, *value, *comma = "";
  soup_message_headers_iter_init(&fields, soup_message_get_response_headers(answer->message));
  while (soup_message_headers_iter_next(&fields, &name, &value)) {
    g_string_append_printf(out, "%s[", comma);
    quoted(out, name);
    g_string_append_c(out, ',');
    quoted(out, value);
    g_string_append_c(out, ']');
    comma = ",";
  }
  printf("%s]}\n", out->str);
  fflush(stdout);
  g_string_free(out, TRUE);
  if (error) bad = 1;
  finished++;
  if (!loop) return;
  if (finished == requests) g_main_loop_quit(loop); else next();
}

static void failed(Answer *answer, GError *error) {
  char *text = g_strdup_printf("%s %d: %s", g_quark_to_string(error->domain), error->code, error->message);
  say(answer, text);
  g_free(text);
}

static void taken(Answer *answer, gsize count) {
  gsize part = MIN(count, SHOWN - answer->kept);
  memcpy(answer->shown + answer->kept, answer->piece, part);
  answer->kept += part;
  answer->length += count;
}

static void on_piece(GObject *source, GAsyncResult *result, gpointer data) {
  Answer *answer = data;
  GError *error = NULL;
  gssize count = g_input_stream_read_finish(answer->body, result, &error);
  if (count < 0) { failed(answer, error); return; }
  if (count == 0) { say(answer, NULL); return; }
  taken(answer, count);
  g_input_stream_read_async(answer->body, answer->piece, PIECE, G_PRIORITY_DEFAULT, NULL, on_piece, answer);
}

static gboolean read_on(gpointer data) {
  Answer *answer = data;
  g_input_stream_read_async(answer->body, answer->piece, PIECE, G_PRIORITY_DEFAULT, NULL, on_piece, answer);
  return G_SOURCE_REMOVE;
}

static void on_head(GObject *source, GAsyncResult *result, gpointer data) {
  Answer *answer = data;
  GError *error = NULL;
  answer->body = soup_session_send_finish(session, result, &error);
  if (!answer->body) { failed(answer, error); return; }
  g_timeout_add((guint) (atof(word("slow", "0")) * 1000), read_on, answer);
}

static Answer *made(void) {
  Answer *answer = g_new0(Answer, 1);
  answer->n = asked++;
  const char *url = word(answer->n % 2 ? "other" : "url", word("url", ""));
  answer->message = soup_message_new(word("method", "GET"), url);
  int size = atoi(word("size", "0"));
  if (size) {
    char *octets = g_malloc(size);
    for (int i = 0; i < size; i++) octets[i] = "0123456789abcdef"[i & 15];
    soup_message_set_request_body_from_bytes(answer->message, "application/octet-stream", g_bytes_new_take(octets, size));
  }
  return answer;
}

static void next(void) {
  if (asked == requests) return;
  Answer *answer = made();
  soup_session_send_async(session, answer->message, G_PRIORITY_DEFAULT, NULL, on_head, answer);
}

/* One after the other is asked without a loop, as most programs do. */
static void in_turn(void) {
  while (asked < requests) {
    Answer *answer = made();
    GError *error = NULL;
    gssize count = -1;
    answer->body = soup_session_send(session, answer->message, NULL, &error);
    if (answer->body) {
      g_usleep((gulong) (atof(word("slow", "0")) * G_USEC_PER_SEC));
      while ((count = g_input_stream_read(answer->body, answer->piece, PIECE, NULL, &error)) > 0) taken(answer, count);
    }
    if (error) failed(answer, error); else say(answer, NULL);
  }
}

int main(int count, char **words) {
  told = g_hash_table_new(g_str_hash, g_str_equal);
  for (int i = 1; i < count; i++) {
    char *value = strchr(words[i], '=');
    if (value) { *value = 0; g_hash_table_insert(told, words[i], value + 1); }
  }
  if (count > 1 && !strcmp(words[1], "version")) {
    printf("{\"version\":{\"client\":\"libsoup %u.%u.%u\",\"engine\":\"nghttp2\"}}\n", soup_get_major_version(), soup_get_minor_version(), soup_get_micro_version());
    return 0;
  }
  requests = atoi(word("requests", "1"));
  parallel = atoi(word("parallel", "1"));
  session = soup_session_new_with_options("timeout", (guint) atof(word("timeout", "20")), "max-conns-per-host", 1000, NULL);
  if (!strcmp(word("cookies", "0"), "1")) soup_session_add_feature_by_type(session, SOUP_TYPE_COOKIE_JAR);
  GError *error = NULL;
  if (*word("cacert", "")) {
    GTlsDatabase *roots = g_tls_file_database_new(word("cacert", ""), &error);
    if (!roots) { fprintf(stderr, "%s\n", error->message); return 2; }
    soup_session_set_tls_database(session, roots);
  }
  if (parallel == 1) {
    in_turn();
  } else {
    loop = g_main_loop_new(NULL, FALSE);
    for (int i = 0; i < parallel; i++) next();
    g_main_loop_run(loop);
  }
  soup_session_abort(session);
  g_object_unref(session);
  return bad;
}
