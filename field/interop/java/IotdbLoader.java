// Readings into IoTDB by its own client, the quickest door that it has: batches come on the standard input, each goes as one
// call of rows, since the server syncs its log once a call or once a tablet; only devices of many rows go as tablets. The number
// of each batch is printed when the server has acknowledged it.
import java.io.DataInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.iotdb.session.Session;
import org.apache.tsfile.enums.TSDataType;
import org.apache.tsfile.write.record.Tablet;
import org.apache.tsfile.write.schema.IMeasurementSchema;
import org.apache.tsfile.write.schema.MeasurementSchema;

public class IotdbLoader {
  private static final List<IMeasurementSchema> SCHEMAS =
      List.of(
          new MeasurementSchema("n", TSDataType.DOUBLE),
          new MeasurementSchema("t", TSDataType.TEXT),
          new MeasurementSchema("q", TSDataType.INT32),
          new MeasurementSchema("a", TSDataType.INT64));

  /** Below it the log of the server is synced too often. */
  private static final int TABLET_ROWS_MIN = 400;

  private static final int CALL_ROWS = 5000;

  /** A connection for each thread. */
  private static class Sessions {
    private final ThreadLocal<Session> opened = new ThreadLocal<>();
    private final int port;

    Sessions(int port) {
      this.port = port;
    }

    Session own() throws Exception {
      if (opened.get() == null) {
        Session session =
            new Session.Builder()
                .host("127.0.0.1")
                .port(port)
                // It would make tablets of rows after all.
                .enableRecordsAutoConvertTablet(false)
                .build();
        session.open(false);
        opened.set(session);
      }
      return opened.get();
    }
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    String database = args[1];
    ExecutorService callers = Executors.newFixedThreadPool(Integer.parseInt(args[2]));
    ExecutorService parts = Executors.newFixedThreadPool(8);
    Sessions sessions = new Sessions(port);
    DataInputStream input = new DataInputStream(System.in);
    while (true) {
      byte[] bytes;
      try {
        bytes = new byte[input.readInt()];
        input.readFully(bytes);
      } catch (EOFException end) {
        break;
      }
      callers.execute(() -> load(parts, sessions, database, bytes));
    }
    callers.shutdown();
    callers.awaitTermination(10, TimeUnit.MINUTES);
    System.exit(0);
  }

  private static void load(
      ExecutorService parts, Sessions sessions, String database, byte[] bytes) {
    try {
      ByteBuffer batch = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int number = batch.getInt();
      Map<String, Tablet> tablets = new HashMap<>();
      Rows rows = new Rows();
      for (int left = batch.getInt(); left > 0; left--) {
        int device = batch.getInt();
        int count = batch.getInt();
        String path = "root." + database + ".g" + device / 1000 + ".d" + device;
        if (count < TABLET_ROWS_MIN) rows.take(path, count, batch);
        else tablets.put(path, tabletOf(path, count, batch));
      }
      if (!tablets.isEmpty()) sessions.own().insertAlignedTablets(tablets, true);
      if (!rows.devices.isEmpty()) rows.insert(parts, sessions);
      synchronized (System.out) {
        System.out.println(number);
      }
    } catch (Exception failed) {
      failed.printStackTrace();
      System.exit(1);
    }
  }

  /** Rows of a device: time, our time, number, quality, and the length of a text or -1. */
  private static Tablet tabletOf(String path, int rows, ByteBuffer batch) {
    Tablet tablet = new Tablet(path, SCHEMAS, rows);
    tablet.initBitMaps();
    for (int row = 0; row < rows; row++) {
      tablet.addTimestamp(row, (long) batch.getDouble() * 1000);
      long server = (long) batch.getDouble();
      double number = batch.getDouble();
      int quality = batch.getInt();
      int length = batch.getInt();
      if (length < 0) {
        tablet.addValue(row, 0, number);
        tablet.getBitMaps()[1].mark(row);
      } else {
        byte[] text = new byte[length];
        batch.get(text);
        tablet.addValue(row, 1, new String(text, StandardCharsets.UTF_8));
        tablet.getBitMaps()[0].mark(row);
      }
      tablet.addValue(row, 2, quality);
      tablet.addValue(row, 3, server);
    }
    tablet.setRowSize(rows);
    return tablet;
  }

  /** Rows of many devices, a call of them all. */
  private static class Rows {
    private static final List<String> NUMBER = List.of("n", "q", "a");
    private static final List<TSDataType> NUMBER_TYPES =
        List.of(TSDataType.DOUBLE, TSDataType.INT32, TSDataType.INT64);
    private static final List<String> TEXT = List.of("t", "q", "a");
    private static final List<TSDataType> TEXT_TYPES =
        List.of(TSDataType.TEXT, TSDataType.INT32, TSDataType.INT64);

    final List<String> devices = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<List<String>> names = new ArrayList<>();
    private final List<List<TSDataType>> types = new ArrayList<>();
    private final List<List<Object>> values = new ArrayList<>();

    void take(String path, int count, ByteBuffer batch) {
      for (int row = 0; row < count; row++) {
        devices.add(path);
        times.add((long) batch.getDouble() * 1000);
        long server = (long) batch.getDouble();
        double number = batch.getDouble();
        int quality = batch.getInt();
        int length = batch.getInt();
        byte[] text = new byte[Math.max(0, length)];
        batch.get(text);
        names.add(length < 0 ? NUMBER : TEXT);
        types.add(length < 0 ? NUMBER_TYPES : TEXT_TYPES);
        values.add(
            List.of(
                length < 0 ? (Object) number : new String(text, StandardCharsets.UTF_8),
                quality,
                server));
      }
    }

    /** Several calls at once: the server waits for its disk in each. */
    void insert(ExecutorService callers, Sessions sessions) throws Exception {
      List<Future<?>> calls = new ArrayList<>();
      for (int start = 0; start < devices.size(); start += CALL_ROWS) {
        int from = start;
        int to = Math.min(devices.size(), from + CALL_ROWS);
        calls.add(
            callers.submit(
                () -> {
                  sessions
                      .own()
                      .insertAlignedRecords(
                          devices.subList(from, to),
                          times.subList(from, to),
                          names.subList(from, to),
                          types.subList(from, to),
                          values.subList(from, to));
                  return null;
                }));
      }
      for (Future<?> call : calls) call.get();
    }
  }
}
