// What their package reads from the working directory; the test says what is in it.
module.exports = JSON.parse(process.env.ROLLCALL_TEST_CONFIG)
