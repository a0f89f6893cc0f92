// java.net.http: `java Client.java ORIGIN CA FILE` asks one thing after the other over one client.
// One line for each answer: its name, status, version, length and SHA-256 of the body.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

public class Client {
    static String origin;

    static SSLContext trusting(String ca) throws Exception {
        var keys = KeyStore.getInstance(KeyStore.getDefaultType());
        keys.load(null);
        try (var pem = Files.newInputStream(Path.of(ca))) {
            keys.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    static HttpClient client(String ca) throws Exception {
        var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2);
        return client.sslContext(trusting(ca)).connectTimeout(Duration.ofSeconds(10)).build();
    }

    static void ask(String name, HttpClient client, String path, String method, Path file) throws Exception {
        var body = file == null ? BodyPublishers.noBody() : BodyPublishers.ofFile(file);
        var request = HttpRequest.newBuilder(URI.create(origin + path)).method(method, body).build();
        // A timeout of the request would end with the response's headers.
        var answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).get(15, TimeUnit.SECONDS);
        var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(answer.body()));
        System.out.println(name + " " + answer.statusCode() + " " + answer.version() + " " + answer.body().length + " " + digest);
    }

    public static void main(String[] arguments) throws Exception {
        origin = arguments[0];
        var file = Path.of(arguments[2]);
        var client = client(arguments[1]);
        ask("get", client, "/hello.py", "GET", null);
        ask("large", client, "/small.bin", "GET", null);
        ask("head", client, "/small.bin", "HEAD", null);
        ask("post", client, "/echo_frames.py", "POST", file);
        ask("hints", client, "/hints.py", "GET", null);
        ask("trailers", client, "/trailers.py", "GET", null);
        ask("first-is-a-post", client(arguments[1]), "/echo.py", "POST", file);
        System.exit(0);
    }
}
