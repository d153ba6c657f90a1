package dev.serai.bench;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The picture of the page: events per second by contender. Two axes, since a batch is another order of magnitude; both
 * linear and from zero, since bars are compared by their length.
 */
final class Plot {
    private static final int LEFT = 520;
    /** With the legend. */
    private static final int RIGHT = 760;

    private static final int HEIGHT = 420;
    /** Pixels to a point: screens have more than one. */
    private static final int SHARP = 2;

    /** In the order of the bars. */
    private static final Map<String, Color> COLOURS = colours();

    private static final Map<Work, String> SINGLE =
            works(Work.SINGLE_64, "Campaign, 64", Work.SINGLE_256, "Campaign, 256", Work.TASK_64, "CMP, 64");
    private static final Map<Work, String> BATCHES =
            works(Work.MIX, "100 of a day", Work.BOUNCES, "100 bounces", Work.DAY, "1 to 100 of a day");

    private Plot() {}

    private static Map<String, Color> colours() {
        Map<String, Color> colours = new LinkedHashMap<>();
        colours.put(Alternative.NODE_RED.title(), new Color(0xC9CED6));
        colours.put(Alternative.CAMEL_BY_HAND.title(), new Color(0xA3ABB8));
        colours.put(Alternative.SPRING_BOOT.title(), new Color(0x78828F));
        colours.put(Contenders.SERAI, new Color(0x0B6E99));
        colours.put(Bare.UNNEST, new Color(0xE8B04B));
        colours.put(Contenders.CEILING, new Color(0xF3D9A4));
        return colours;
    }

    private static Map<Work, String> works(Work a, String ofA, Work b, String ofB, Work c, String ofC) {
        Map<Work, String> works = new LinkedHashMap<>();
        works.put(a, ofA);
        works.put(b, ofB);
        works.put(c, ofC);
        return works;
    }

    /** @param sheets those that are not shown are left out */
    static void write(List<Sheet> sheets, Path file) throws IOException {
        BufferedImage image = new BufferedImage(SHARP * (LEFT + RIGHT), SHARP * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(SHARP, SHARP);
        chart("One event a request, 64 and 256 connections", SINGLE, sheets, false)
                .paint(graphics, LEFT, HEIGHT);
        graphics.translate(LEFT, 0);
        chart("Batches, 32 connections", BATCHES, sheets, true).paint(graphics, RIGHT, HEIGHT);
        graphics.dispose();
        ImageIO.write(image, "png", file.toFile());
    }

    private static CategoryChart chart(String title, Map<Work, String> works, List<Sheet> sheets, boolean legend) {
        CategoryChart chart =
                new CategoryChartBuilder().title(title).yAxisTitle("events/s").build();
        style(chart.getStyler());
        chart.getStyler().setLegendVisible(legend);
        COLOURS.forEach((name, colour) -> {
            List<@Nullable Double> rates = works.keySet().stream()
                    .<@Nullable Double>map(work -> rate(sheets, work, name))
                    .toList();
            if (rates.stream().anyMatch(Objects::nonNull)) {
                chart.addSeries(name, List.copyOf(works.values()), rates).setFillColor(colour);
            }
        });
        return chart;
    }

    private static @Nullable Double rate(List<Sheet> sheets, Work work, String name) {
        return sheets.stream()
                .filter(sheet ->
                        sheet.title().equals(work.title()) && sheet.names().contains(name))
                .map(sheet -> sheet.value(name, Rounds.RATE))
                .findFirst()
                .orElse(null);
    }

    private static void style(CategoryStyler styler) {
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendFont(font(Font.PLAIN, 12));
        styler.setChartTitleFont(font(Font.BOLD, 15));
        styler.setChartTitleBoxVisible(false);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setAxisTickLabelsFont(font(Font.PLAIN, 12));
        styler.setYAxisDecimalPattern("#,##0");
        styler.setYAxisMin(0.0);
        styler.setAxisTitleFont(font(Font.PLAIN, 12));
        styler.setPlotContentSize(0.99);
        styler.setAvailableSpaceFill(0.86);
    }

    private static Font font(int style, int size) {
        return new Font(Font.SANS_SERIF, style, size);
    }
}
