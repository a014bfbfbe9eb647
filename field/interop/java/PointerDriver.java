// Drives a node with the client of the national system by Teleinfo (id-pointer-sdk) and prints one JSON line
// a step. Arguments: host, port, prefix, administrator's handle, its index, private key (PEM), name.
import cn.hutool.crypto.SecureUtil;
import cn.teleinfo.idpointer.sdk.client.DefaultIdClient;
import cn.teleinfo.idpointer.sdk.client.IDClient;
import cn.teleinfo.idpointer.sdk.client.ValueHelper;
import cn.teleinfo.idpointer.sdk.core.HandleValue;
import cn.teleinfo.idpointer.sdk.core.PublicKeyAuthenticationInfo;
import cn.teleinfo.idpointer.sdk.core.Util;
import cn.teleinfo.idpointer.sdk.exception.IDException;
import cn.teleinfo.idpointer.sdk.util.KeyConverter;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

public class PointerDriver {
    static final PrintStream lines = System.out;

    interface Step {
        int run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        System.setOut(System.err); // the client prints what it signs
        InetSocketAddress node = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        String prefix = arguments[2];
        int index = Integer.parseInt(arguments[4]);
        PrivateKey key = keyIn(arguments[5]);
        String handle = prefix + "/pointer-" + arguments[6];
        IDClient client = clientOf(node, arguments[3], index, key, 4);
        HandleValue admin = ValueHelper.getInstance().newAdminValue(100, arguments[3], index);
        HandleValue[] first = {value(1, "URL", "https://example.test/1"), admin};
        step("login-and-create", () -> done(() -> client.createHandle(handle, first)));
        step("create-again", () -> done(() -> client.createHandle(handle, first)));
        step("add", () -> done(() -> client.addHandleValues(handle, new HandleValue[] {value(2, "NAME", "标识")})));
        step("modify", () -> done(() -> client.updateHandleValues(handle, new HandleValue[] {value(1, "URL", "x".repeat(900))})));
        step("resolve", () -> client.resolveHandle(handle).length);
        step("remove", () -> done(() -> client.deleteHandleValues(handle, new int[] {2})));
        step("resolve-after", () -> client.resolveHandle(handle).length);
        step("delete", () -> done(() -> client.deleteHandle(handle)));
        step("resolve-deleted", () -> client.resolveHandle(handle).length);
        step("parallel", () -> inParallel(client, handle));
        step("wrong-key", () -> {
            IDClient stranger = clientOf(node, arguments[3], index, stranger(key), 1);
            return done(() -> stranger.createHandle(handle, first));
        });
        System.exit(0);
    }

    /** How many of forty identifiers four connections register. */
    static int inParallel(IDClient client, String handle) {
        AtomicInteger made = new AtomicInteger();
        IntStream.range(0, 40).parallel().forEach((number) -> {
            try {
                client.createHandle(handle + "-" + number, new HandleValue[] {value(1, "URL", "x")});
                made.incrementAndGet();
            } catch (Exception failure) {
                failure.printStackTrace();
            }
        });
        return made.get();
    }

    static IDClient clientOf(InetSocketAddress node, String handle, int index, PrivateKey key, int connections) {
        PublicKeyAuthenticationInfo who = new PublicKeyAuthenticationInfo(Util.encodeString(handle), index, key);
        return new DefaultIdClient(node, 10, connections, who, false);
    }

    interface Deed {
        void run() throws Exception;
    }

    static int done(Deed deed) throws Exception {
        deed.run();
        return 0;
    }

    static void step(String name, Step step) {
        try {
            lines.println("{\"step\":\"" + name + "\",\"code\":1,\"count\":" + step.run() + "}");
        } catch (Exception failure) {
            lines.println("{\"step\":\"" + name + "\",\"code\":" + codeOf(failure) + ",\"count\":0}");
        }
    }

    /** The response code of the node, under whatever the client wrapped it in. */
    static int codeOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (!(cause instanceof IDException)) continue;
            IDException own = (IDException) cause;
            if (own.getResponse() != null) return own.getResponse().getResponseCode();
        }
        failure.printStackTrace();
        return -1;
    }

    static HandleValue value(int index, String type, String text) {
        return new HandleValue(index, Util.encodeString(type), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The client's own reader of PEM makes SM2 keys that it cannot sign with. */
    static PrivateKey keyIn(String file) throws Exception {
        String pem = Files.readString(Path.of(file));
        PrivateKey key = KeyConverter.fromPkcs8Pem(pem);
        if (key.getAlgorithm().equals("RSA")) return key;
        byte[] bytes = Base64.getDecoder().decode(pem.replaceAll("-----[^-]*-----|\\s", ""));
        return SecureUtil.generatePrivateKey("SM2", bytes);
    }

    static PrivateKey stranger(PrivateKey like) throws Exception {
        if (!like.getAlgorithm().equals("RSA")) return SecureUtil.generateKeyPair("SM2").getPrivate();
        KeyPairGenerator maker = KeyPairGenerator.getInstance("RSA");
        maker.initialize(2048);
        return maker.generateKeyPair().getPrivate();
    }
}
